// The resource plugin "docker" for machines that can fetch Go modules but not Pulumi's release of it: the same
// Terraform provider, behind the same bridge, with the same names.
package main

import (
	"encoding/json"
	"log"
	"os"
	"time"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	sdkv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/terraform-providers/terraform-provider-docker/shim"
)

// Set by the linker to the version of @pulumi/docker that the project uses.
var version = "0.0.0"

func main() {
	go endWithParent()
	info := provider()
	sink := diag.DefaultSink(os.Stderr, os.Stderr, diag.FormatOptions{Color: colors.Never})
	spec, err := tfgen.GenerateSchema(info, sink)
	if err != nil {
		log.Fatalf("schema of the docker plugin: %v", err)
	}
	schema, err := json.Marshal(spec)
	if err != nil {
		log.Fatalf("schema of the docker plugin: %v", err)
	}
	tfbridge.Main("docker", version, info, schema)
}

func provider() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:                sdkv2.NewProvider(shim.Provider(version)),
		Name:             "docker",
		Version:          version,
		ResourcePrefix:   "docker",
		GitHubOrg:        "kreuzwerker",
		UpstreamRepoPath: ".",
		MetadataInfo:     tfbridge.NewProviderMetadata([]byte("{}")),
		// @pulumi/docker names these two otherwise than the rule below would.
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_image":  {Tok: "docker:index/remoteImage:RemoteImage"},
			"docker_config": {Tok: "docker:index/serviceConfig:ServiceConfig"},
		},
		// Two names that the rule cannot place, and that the project does not use.
		IgnoreMappings: []string{"docker_buildx_builder", "docker_registry_image_manifests"},
	}
	info.MustComputeTokens(tokens.SingleModule("docker_", "index", tokens.MakeStandard("docker")))
	info.SetAutonaming(255, "-")
	return info
}

// An engine that is killed says nothing: its death shows in the parent of this process.
func endWithParent() {
	engine := os.Getppid()
	for os.Getppid() == engine {
		time.Sleep(time.Second)
	}
	os.Exit(1)
}
