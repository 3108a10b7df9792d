/** What the program's start is compared with: the same packages, and one resource. */
import "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import "@pulumi/random";

export const first = new pulumi.ComponentResource("bench:index:Empty", "empty");
