// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Events;

/// <summary>What a successful session left to do.</summary>
/// <param name="NewEvents">Events came during the session, or did not fit into its Inform.</param>
/// <param name="ActiveNotification">The throttle, where a value with active notification changed during the session.</param>
/// <param name="Refused">The ACS answered a request of the device with a fault, or held requests to the end.</param>
internal readonly record struct CpeSessionLeftovers(bool NewEvents, TimeSpan? ActiveNotification, bool Refused);
