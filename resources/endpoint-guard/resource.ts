import * as pulumi from "@pulumi/pulumi";
import type { OwnedEndpoint } from "../../remote/endpoint-users";
import type { ArgsOf } from "../args";
import { AZTEC } from "../names";

/**
 * A mark that others may be reached through a stack's endpoint too. It is deleted before everything else of the stack, and
 * its deletion fails while others use the endpoint. So `destroy` changes nothing then.
 */
export class EndpointGuard extends pulumi.CustomResource {
  constructor(name: string, args: ArgsOf<OwnedEndpoint>, opts?: pulumi.CustomResourceOptions) {
    super(AZTEC.endpointGuard, name, { ...args }, opts);
  }
}
