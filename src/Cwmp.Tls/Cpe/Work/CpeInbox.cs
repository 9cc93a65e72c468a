// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Threading.Channels;

namespace Cwmp.Tls.Cpe.Work;

/// <summary>
/// What other threads want done on the engine's loop. The loop takes what has come in, does it, stores the state once, and then tells who
/// is waiting.
/// </summary>
/// <param name="store">Stores the state; returns what prevented it, or null.</param>
internal sealed class CpeInbox(Func<ValueTask<Exception?>> store)
{
    private readonly Channel<Command> _commands = Channel.CreateUnbounded<Command>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<Command> _executed = [];
    private Task<bool>? _wait;

    /// <summary>Puts work onto the loop; the task completes when it is done and the state is stored.</summary>
    /// <param name="action">The work.</param>
    /// <param name="mustBeStored">Whether what it changed is worth nothing to the caller unless it survives a power cut.</param>
    public Task PostAsync(Action action, bool mustBeStored = true)
    {
        Command command = new(action, mustBeStored);
        if (!_commands.Writer.TryWrite(command))
        {
            throw new InvalidOperationException("The engine has ended. Make a new one.");
        }

        return command.Completion.Task;
    }

    /// <summary>Puts work onto the loop, unless the loop has ended.</summary>
    public void Post(Action action) => _commands.Writer.TryWrite(new Command(action, mustBeStored: false));

    /// <summary>Has the loop look what has come due.</summary>
    public void Wake() => Post(static () => { });

    /// <summary>Takes nothing more.</summary>
    public void Close() => _commands.Writer.TryComplete();

    /// <summary>Does what has come in. On the loop.</summary>
    public async ValueTask DrainAsync()
    {
        if (!_commands.Reader.TryRead(out Command? command))
        {
            return;
        }

        do
        {
            try
            {
                command.Action();
            }
            catch (Exception e)
            {
                command.Failure = e;
            }

            _executed.Add(command);
        }
        while (_commands.Reader.TryRead(out command));

        Exception? notStored = await store().ConfigureAwait(false);
        foreach (Command executed in _executed)
        {
            executed.Complete(notStored);
        }

        _executed.Clear();
    }

    /// <summary>Waits until something comes in. One wait at a time: a session and the loop share it.</summary>
    public Task<bool> WaitAsync()
    {
        if (_wait is null || _wait.IsCompleted)
        {
            _wait = _commands.Reader.WaitToReadAsync().AsTask();
        }

        return _wait;
    }

    /// <summary>Waits for a task and does meanwhile what comes in. On the loop.</summary>
    public async Task ServeAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Task inbox = WaitAsync();
            if (await Task.WhenAny(task, inbox).ConfigureAwait(false) == inbox)
            {
                await DrainAsync().ConfigureAwait(false);
            }
        }
    }

    private sealed class Command(Action action, bool mustBeStored)
    {
        public Action Action { get; } = action;

        public Exception? Failure { get; set; }

        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete(Exception? notStored)
        {
            if ((Failure ?? (mustBeStored ? notStored : null)) is not Exception failure)
            {
                Completion.TrySetResult();
                return;
            }

            Completion.TrySetException(failure);

            // Most callers do not wait. An exception that is not observed must not surface later.
            _ = Completion.Task.Exception;
        }
    }
}
