/** Images that are no Aztec node, and that operators have beside one. Pure. */

/** Names of repositories: clients of Ethereum, signers, databases, proxies, monitors, systems. Names of their own publishers. */
const PRODUCTS = `
  client-go geth nethermind besu erigon reth ethrex
  lighthouse teku nimbus-eth2 lodestar prysm-beacon-chain prysm-validator beacon-chain grandine caplin
  web3signer dirk vouch mev-boost commit-boost
  postgres postgresql redis mysql mariadb
  nginx traefik caddy haproxy cloudflared tailscale gluetun
  prometheus grafana loki alloy node-exporter cadvisor alertmanager opentelemetry-collector opentelemetry-collector-contrib jaeger
  watchtower portainer portainer-ce dockge
  hello-world alpine ubuntu debian busybox node python golang rust foundry`
  .trim()
  .split(/\s+/);

/** Returns the product of an image that is certainly no Aztec node. A mirror has `aztec` in its name. */
export function otherProduct(image: string): string | undefined {
  const repository = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const name = repository.split("/").at(-1)?.toLowerCase() ?? "";
  return !/aztec/i.test(repository) && PRODUCTS.includes(name) ? name : undefined;
}
