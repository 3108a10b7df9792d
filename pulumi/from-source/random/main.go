// The resource plugin "random" for machines that can fetch Go modules but not Pulumi's release of it: the same
// Terraform provider, behind the same bridge, with the same names.
package main

import (
	"context"
	"log"
	"os"
	"strings"
	"time"

	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-providers/terraform-provider-random/shim"
)

// Set by the linker to the version of @pulumi/random that the project uses.
var version = "0.0.0"

func main() {
	go endWithParent()
	ctx := context.Background()
	info := provider()
	sink := diag.DefaultSink(os.Stderr, os.Stderr, diag.FormatOptions{Color: colors.Never})
	generated, err := tfgen.GenerateSchema(ctx, tfgen.GenerateSchemaOptions{ProviderInfo: info, DiagnosticsSink: sink})
	if err != nil {
		log.Fatalf("schema of the random plugin: %v", err)
	}
	pf.Main(ctx, "random", info, generated.ProviderMetadata)
}

func provider() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:                pf.ShimProvider(shim.Provider()),
		Name:             "random",
		Version:          version,
		ResourcePrefix:   "random",
		GitHubOrg:        "hashicorp",
		UpstreamRepoPath: ".",
		MetadataInfo:     tfbridge.NewProviderMetadata([]byte("{}")),
		// @pulumi/random has `Random` in these names; the rule below would drop it.
		Resources: map[string]*tfbridge.ResourceInfo{},
	}
	for _, name := range []string{"Bytes", "Id", "Integer", "Password", "Pet", "Shuffle", "String", "Uuid"} {
		token := "random:index/random" + name + ":Random" + name
		info.Resources["random_"+strings.ToLower(name)] = &tfbridge.ResourceInfo{Tok: tokens.Type(token)}
	}
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
