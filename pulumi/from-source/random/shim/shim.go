// Package shim lies, by its path, within the Terraform provider, whose code is internal to it.
package shim

import (
	"github.com/hashicorp/terraform-plugin-framework/provider"
	random "github.com/terraform-providers/terraform-provider-random/internal/provider"
)

// Provider gives the Terraform provider of random values.
func Provider() provider.Provider {
	return random.New()
}
