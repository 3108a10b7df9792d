/** What the program's start is compared with: the same packages and what it has of the one for AWS, and one resource. */
import "@pulumi/aws/ebs/volume";
import "@pulumi/aws/ec2/eip";
import "@pulumi/aws/ec2/eipAssociation";
import "@pulumi/aws/ec2/getSubnet";
import "@pulumi/aws/ec2/getSubnets";
import "@pulumi/aws/ec2/instance";
import "@pulumi/aws/ec2/securityGroup";
import "@pulumi/aws/ec2/volumeAttachment";
import "@pulumi/aws/ec2transitgateway/instanceConnectEndpoint";
import "@pulumi/aws/iam/instanceProfile";
import "@pulumi/aws/iam/role";
import "@pulumi/aws/provider";
import "@pulumi/aws/ssm/getParameter";
import "@pulumi/aws/vpc/securityGroupEgressRule";
import "@pulumi/aws/vpc/securityGroupIngressRule";
import "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import "@pulumi/random";

export const first = new pulumi.ComponentResource("bench:index:Empty", "empty");
