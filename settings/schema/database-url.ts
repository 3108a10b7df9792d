/** The type of the URL of a database, which has a user and a password in it. */
import { z } from "zod";
import { databaseFingerprint, urlFingerprint } from "../../keys/keys";
import { hasPlaceholder, isPlaceholder, PLACEHOLDER } from "../placeholders";
import { isPublicAddress } from "../../keys/addresses";
import { hostFacts, isHere } from "../server-url";
import { described } from "./type-description";

const EXPECTS = "a database URL: postgresql://<user>:<password>@<host>:<port>/<name>";
const ENCODE =
  "is not a URL that PostgreSQL's client can read: the port is from 1 to 65535, and in the user and the password # is written as %23, / as %2F, ? as %3F, @ as %40, : as %3A";

/** The reader endpoint of a cluster on AWS. */
const READER = /\.cluster-ro-\w+\..*\.rds\.amazonaws\.com(\.cn)?$/i;
const READ_ONLY =
  "points to the cluster's reader endpoint, where nothing can be written: use the cluster endpoint, without -ro";

const SEVERAL =
  "has several hosts, and the node's client takes their list for one name: write the one host that leads to the primary";

/** Parameters after the ? that name a file. Source: `parse` of the package pg-connection-string. */
const FILES = ["sslrootcert", "sslcert", "sslkey"];
/** Parameters after the ? that replace a part of the URL before it. Source: the same. */
const REPLACING = ["host", "hostaddr", "port", "user", "password", "dbname", "database"];

/** Returns what is wrong with the parameters of a database's URL. */
function parametersProblem({ searchParams }: URL): string | undefined {
  const file = FILES.find((name) => searchParams.has(name));
  if (file !== undefined) {
    return `has ${file}= after the ?, which names a file that the node's container does not have: remove it. For a CA of your own, copy its certificate to dataDirectory, and set extraEnv.NODE_EXTRA_CA_CERTS to its path`;
  }
  const replacing = REPLACING.find((name) => searchParams.has(name));
  return replacing === undefined
    ? undefined
    : `has ${replacing}= after the ?, which the node's client takes instead of the part before it: write it there, and remove this one`;
}

/** Returns the parts of a database's URL, as the node's client splits it; undefined for another URL. */
function partsOf(text: string): URL | undefined {
  return URL.parse(text.replace(/^postgres(ql)?:/, "http:")) ?? undefined;
}

/** Returns what is wrong with the URL of a database, without a part of it; undefined if the node can use it. */
function databaseUrlProblem(text: string): string | undefined {
  const isDatabase = /^postgres(ql)?:\/\/\S+$/.test(text);
  if (!isDatabase || !/^postgres(ql)?:\/\/[^@]+:[^@]+@[^@]+\/[^@]+$/.test(text)) return `must be ${EXPECTS}`;
  const url = partsOf(text);
  if (!url?.username || !url.password || url.hash || url.port === "0" || !/^\/[^/]+$/.test(url.pathname)) return ENCODE;
  if ([url.hostname, url.username, url.pathname].some(hasPlaceholder) || isPlaceholder(decoded(url.password))) {
    return PLACEHOLDER;
  }
  if (url.hostname.includes(",")) return SEVERAL;
  if (READER.test(url.hostname)) return READ_ONLY;
  const ofParameters = parametersProblem(url);
  if (ofParameters) return ofParameters;
  return isHere(url.hostname)
    ? "points to the node's own container: use the address of the database's host, or its container's name"
    : undefined;
}

/** Decodes a text; returns it as it is if a % in it begins no code, as in some passwords. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The URL of a PostgreSQL database with its password, replaced by a fingerprint of the database. */
export function databaseUrl() {
  const type = z.string().superRefine((text, context) => {
    const message = databaseUrlProblem(text);
    if (message) context.addIssue({ code: "custom", message });
  });
  return described(type, EXPECTS, "").transform((text) => {
    const { hostname = "", searchParams } = partsOf(text) ?? {};
    const isEncrypted = /^(require|verify-ca|verify-full|no-verify)$/.test(searchParams?.get("sslmode") ?? "");
    return {
      database: databaseFingerprint(text),
      /** A digest of the host's name. */
      host: urlFingerprint(hostname),
      ...hostFacts(hostname),
      /** Whether the password crosses the internet unencrypted. */
      isOpen: !isEncrypted && searchParams?.get("ssl") !== "true" && isPublicAddress(hostname),
    };
  });
}
