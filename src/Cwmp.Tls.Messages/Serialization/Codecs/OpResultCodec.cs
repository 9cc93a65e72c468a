// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// The Results of DUStateChangeComplete and AutonomousDUStateChangeComplete: a repeated element by the schema, a SOAP array with items
/// OpResultStruct or AutonOpResultStruct by some stacks.
/// </summary>
internal static class OpResultCodec
{
    /// <summary>Reads one element Results, which the reader has entered.</summary>
    public static void Read(ref SoapReader reader, List<AutonOpResultStruct> results)
    {
        var members = new Members();
        bool hasMembers = false;
        while (reader.ReadChild())
        {
            if (reader.LocalName.EndsWith("OpResultStruct"u8))
            {
                var inner = new Members();
                while (reader.ReadChild())
                {
                    inner.ReadOne(ref reader);
                }

                Add(ref reader, results, inner);
            }
            else
            {
                hasMembers = true;
                members.ReadOne(ref reader);
            }
        }

        if (hasMembers)
        {
            Add(ref reader, results, members);
        }
    }

    public static void Write(ref SoapWriter writer, OpResultStruct result)
    {
        writer.Start("Results"u8);
        writer.Element("UUID"u8, result.UUID);
        writer.Element("DeploymentUnitRef"u8, result.DeploymentUnitRef);
        writer.Element("Version"u8, result.Version);
        writer.Element("CurrentState"u8, result.CurrentState);
        writer.Element("Resolved"u8, result.Resolved);
        writer.Element("ExecutionUnitRefList"u8, result.ExecutionUnitRefList);
        writer.Element("StartTime"u8, result.StartTime);
        writer.Element("CompleteTime"u8, result.CompleteTime);
        writer.Element("Fault"u8, result.Fault);
        if (result is AutonOpResultStruct autonomous)
        {
            writer.Element("OperationPerformed"u8, autonomous.OperationPerformed);
        }

        writer.End("Results"u8);
    }

    /// <summary>The same result without the member that only autonomous ones have.</summary>
    public static OpResultStruct ToOpResult(AutonOpResultStruct result) => new()
    {
        UUID = result.UUID,
        DeploymentUnitRef = result.DeploymentUnitRef,
        Version = result.Version,
        CurrentState = result.CurrentState,
        Resolved = result.Resolved,
        ExecutionUnitRefList = result.ExecutionUnitRefList,
        StartTime = result.StartTime,
        CompleteTime = result.CompleteTime,
        Fault = result.Fault,
    };

    private static void Add(ref SoapReader reader, List<AutonOpResultStruct> results, Members members)
    {
        if (results.Count == reader.Limits.MaxItems)
        {
            reader.FailAt(CwmpProtocolErrorCode.TooManyItems, reader.ElementOffset);
            return;
        }

        results.Add(members.ToResult());
    }

    private struct Members()
    {
        private string _uuid = string.Empty;
        private string _deploymentUnitRef = string.Empty;
        private string _version = string.Empty;
        private string _currentState = string.Empty;
        private bool _resolved;
        private string _executionUnitRefList = string.Empty;
        private CwmpDateTime _startTime;
        private CwmpDateTime _completeTime;
        private FaultStruct _fault = FaultStruct.None;
        private string _operationPerformed = string.Empty;

        public void ReadOne(ref SoapReader reader)
        {
            if (reader.IsNamed("UUID"u8))
            {
                _uuid = reader.ReadString();
            }
            else if (reader.IsNamed("DeploymentUnitRef"u8))
            {
                _deploymentUnitRef = reader.ReadString();
            }
            else if (reader.IsNamed("Version"u8))
            {
                _version = reader.ReadString();
            }
            else if (reader.IsNamed("CurrentState"u8))
            {
                _currentState = reader.ReadCachedString();
            }
            else if (reader.IsNamed("Resolved"u8))
            {
                _resolved = reader.ReadBoolean();
            }
            else if (reader.IsNamed("ExecutionUnitRefList"u8))
            {
                _executionUnitRefList = reader.ReadString();
            }
            else if (reader.IsNamed("StartTime"u8))
            {
                _startTime = reader.ReadDateTime();
            }
            else if (reader.IsNamed("CompleteTime"u8))
            {
                _completeTime = reader.ReadDateTime();
            }
            else if (reader.IsNamed("Fault"u8))
            {
                _fault = reader.ReadFaultStruct();
            }
            else if (reader.IsNamed("OperationPerformed"u8))
            {
                _operationPerformed = reader.ReadCachedString();
            }
            else
            {
                reader.Skip();
            }
        }

        public readonly AutonOpResultStruct ToResult() => new()
        {
            UUID = _uuid,
            DeploymentUnitRef = _deploymentUnitRef,
            Version = _version,
            CurrentState = _currentState,
            Resolved = _resolved,
            ExecutionUnitRefList = _executionUnitRefList,
            StartTime = _startTime,
            CompleteTime = _completeTime,
            Fault = _fault,
            OperationPerformed = _operationPerformed,
        };
    }
}
