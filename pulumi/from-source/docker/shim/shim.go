// Package shim lies, by its path, within the Terraform provider, whose code is internal to it.
package shim

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// Provider gives the Terraform provider of Docker.
func Provider(version string) *schema.Provider {
	return provider.New(version)()
}
