// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

Console.Error.WriteLine("Not written yet.");
return 1;
