// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Conformance;

// One verb per kind of vector; each verb prints its findings and, as its last line, its totals.
return args switch
{
    ["paths", .. var files] => PathsCommand.Run(files, Console.Out, Console.Error),
    ["envelopes", .. var rest] => EnvelopesCommand.Run(rest, Console.Out, Console.Error),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: paths FILE…                        judge path-validation vectors (.json, .json.gz, x509-limbo format)");
    Console.Error.WriteLine("       envelopes [--rewrite DIR] FILE|DIR…  read CWMP envelopes, and write them again");
    return 2;
}
