// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using CpeProof;

// What this proves, and how to call it, is in README.md beside the folder.
return args switch
{
    ["faults", var seed, var devices, var rounds] => await new FaultRun(Number(seed), Number(devices), Number(rounds)).RunAsync(),
    ["kill", var seed, var kills] => await new KillRun(Number(seed), Number(kills)).RunAsync(),
    ["device", var folder, var url, var seed] => await KillDevice.RunAsync(folder, new Uri(url), Number(seed)),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("usage: CpeProof faults SEED DEVICES ROUNDS | CpeProof kill SEED KILLS");
    return 2;
}
