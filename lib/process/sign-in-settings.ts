import { z } from "zod";
import { optional } from "./optional-setting";

/** A service that users sign in with. Its issuer names it in the database, so it may move to another variable. */
export type ProviderSettings = {
	/** Its name in addresses. */
	id: string;
	kind: "oidc" | "github" | "google";
	/** Its name for users. */
	name: string;
	/** Without a slash at the end. */
	issuer: string;
	clientId: string;
	clientSecret: string;
	scopes: string;
	/** Roles that the values of a claim stand for; null without a mapping. */
	roleMapping?: RoleMapping | null;
};

export type MappedRole = { value: string; serverId: number; roleId: number };
export type RoleMapping = { claim: string; roles: MappedRole[] };

export type SignInSettings = { password: boolean; providers: ProviderSettings[] };

const maxProviders = 9;
const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** Identities and secrets pass through it, so it has TLS unless it is on this machine. */
const serviceUrl = z
	.string()
	.refine((text) => {
		const { protocol, hostname, username, search, hash } = URL.canParse(text) ? new URL(text) : new URL("none:");
		const isSafe = protocol === "https:" || (protocol === "http:" && loopback.includes(hostname));
		return isSafe && !username && !search && !hash;
	}, "must be a URL that starts with https://, such as https://id.example.org/realms/main")
	.transform((text) => text.replace(/\/+$/, ""));

const text = z.string().min(1).max(1000);
const scopes = z
	.string()
	.regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, "must be scopes, separated by blanks")
	.refine((value) => value.split(" ").includes("openid"), "must contain openid");
const name = z
	.string()
	.trim()
	.min(1)
	.max(40, "must be at most 40 characters")
	.regex(/^\P{C}+$/u, "must be text");

const claim = z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be the name of a claim, such as groups");
const maxMapped = 500;
const mapped = /^(.{1,200})=([1-9]\d{0,14})\/([1-9]\d{0,14})$/u;
const wrongRoles = "must be like editors=12/345,staff=12/346, with the ids of a server and of a role of it";

/** `%2C` stands for a comma in a value, and `%25` for a percent sign. */
function mappedRole(entry: string): MappedRole | null {
	const [, value = "", serverId, roleId] = mapped.exec(entry.trim()) ?? [];
	if (value === "" || /%(?!2C|25)/i.test(value)) return null;
	return { value: decodeURIComponent(value), serverId: Number(serverId), roleId: Number(roleId) };
}

const roles = z.string().transform((text, context): MappedRole[] => {
	const found = text.split(",").map(mappedRole);
	const valid = found.filter((role) => role !== null);
	if (valid.length === found.length && valid.length <= maxMapped) return valid;
	context.addIssue({ code: "custom", message: valid.length > maxMapped ? "must be at most 500 roles" : wrongRoles });
	return z.NEVER;
});

const oidc = {
	...{ ISSUER: serviceUrl, CLIENT_ID: text, CLIENT_SECRET: text, NAME: name, SCOPES: scopes },
	...{ ROLE_CLAIM: claim, ROLES: roles },
};
type OidcPart = keyof typeof oidc;

/** The settings as `lib/process/config.ts` lists them. */
export const signInSettings = {
	OIDC_ISSUER: optional(serviceUrl).meta({
		preset: null,
		description:
			"An OpenID Connect provider that users sign in with, such as `https://id.example.org/realms/main`; see [Single sign-on](docs/single-sign-on.md). Needs `OIDC_CLIENT_ID`, `OIDC_CLIENT_SECRET` and `PUBLIC_URL`. Further ones are `OIDC_2_ISSUER`, `OIDC_2_CLIENT_ID` and so on, up to `OIDC_9_…`.",
	}),
	OIDC_CLIENT_ID: optional(text).meta({
		preset: null,
		description:
			"The name of this Hearth at the provider. Its redirect address is `PUBLIC_URL/api/auth/callback/oidc`.",
	}),
	OIDC_CLIENT_SECRET: optional(text).meta({
		preset: null,
		description: "The secret of this Hearth at the provider.",
	}),
	OIDC_NAME: optional(name).meta({
		preset: null,
		description: "The name on the provider’s button. Unset: the host of the issuer.",
	}),
	OIDC_SCOPES: optional(scopes).meta({
		preset: "openid profile email",
		description: "The scopes that Hearth asks the provider for.",
	}),
	OIDC_ROLE_CLAIM: optional(claim).meta({
		preset: null,
		description:
			"The claim of the provider whose values stand for roles, such as `groups`. Needs `OIDC_ROLES`; see [Single sign-on](docs/single-sign-on.md#roles-from-the-provider).",
	}),
	OIDC_ROLES: optional(roles).meta({
		preset: null,
		description:
			"The roles that values of the claim stand for, each as `value=server/role` with ids and separated by commas, such as `editors=12/345,staff=12/346`.",
	}),
	GITHUB_ID: optional(text).meta({
		preset: null,
		description: "Users sign in with GitHub: the client id of an OAuth app. Needs `GITHUB_SECRET` and `PUBLIC_URL`.",
	}),
	GITHUB_SECRET: optional(text).meta({ preset: null, description: "The client secret of the OAuth app at GitHub." }),
	GITHUB_URL: optional(serviceUrl).meta({
		preset: "https://github.com",
		description: "The address of a GitHub Enterprise Server to use in place of GitHub.",
	}),
	GOOGLE_ID: optional(text).meta({
		preset: null,
		description:
			"Users sign in with Google: the client id of a web application. Needs `GOOGLE_SECRET` and `PUBLIC_URL`.",
	}),
	GOOGLE_SECRET: optional(text).meta({ preset: null, description: "The client secret of the application at Google." }),
	SIGN_IN_PASSWORD: optional(z.enum(["on", "off"], "must be on or off")).meta({
		preset: "on",
		description:
			"`off`: users sign in and register only with the providers above. Accounts keep their passwords, which then only confirm changes.",
	}),
};

type Given = {
	GITHUB_ID?: string | undefined;
	GITHUB_SECRET?: string | undefined;
	GITHUB_URL?: string | undefined;
	GOOGLE_ID?: string | undefined;
	GOOGLE_SECRET?: string | undefined;
	SIGN_IN_PASSWORD?: "on" | "off" | undefined;
};

/** Both of an id and its secret, or neither. */
function pair(idName: string, id: string | undefined, secretName: string, secret: string | undefined, fail: Fail) {
	if (!id && !secret) return null;
	if (!id) return fail(`${idName} must be set where ${secretName} is.`);
	if (!secret) return fail(`${secretName} must be set where ${idName} is.`);
	return { clientId: id, clientSecret: secret };
}

type Fail = (sentence: string) => never;

/** Reads the providers. `fail` throws for a setting that cannot be used. */
export function readSignIn(
	env: NodeJS.ProcessEnv,
	given: Given,
	publicUrl: string | undefined,
	fail: Fail,
): SignInSettings {
	const providers: ProviderSettings[] = [];
	for (let n = 1; n <= maxProviders; n++) {
		const found = readOidc(env, n, fail);
		if (found) providers.push(found);
	}
	const { GITHUB_ID, GITHUB_SECRET, GITHUB_URL, GOOGLE_ID, GOOGLE_SECRET, SIGN_IN_PASSWORD } = given;
	const github = pair("GITHUB_ID", GITHUB_ID, "GITHUB_SECRET", GITHUB_SECRET, fail);
	const base = { name: "GitHub", issuer: GITHUB_URL ?? "https://github.com", scopes: "read:user user:email" };
	if (github) providers.push({ id: "github", kind: "github", ...base, ...github });
	const google = pair("GOOGLE_ID", GOOGLE_ID, "GOOGLE_SECRET", GOOGLE_SECRET, fail);
	const issuer = "https://accounts.google.com";
	if (google)
		providers.push({ id: "google", kind: "google", name: "Google", issuer, scopes: "openid profile email", ...google });
	for (const [index, provider] of providers.entries())
		if (providers.findIndex((other) => other.issuer === provider.issuer) !== index)
			fail(`${provider.issuer} is set as a provider twice. An issuer can have one client only.`);
	if (providers.length > 0 && !publicUrl)
		fail("PUBLIC_URL must be set where users sign in with a provider, because the provider sends them back to it.");
	if (SIGN_IN_PASSWORD === "off" && providers.length === 0)
		fail("SIGN_IN_PASSWORD must not be off without a provider, because nobody could sign in.");
	return { password: SIGN_IN_PASSWORD !== "off", providers };
}

/** The `n`th OpenID Connect provider: `OIDC_ISSUER` is the first, `OIDC_2_ISSUER` the second. */
function readOidc(env: NodeJS.ProcessEnv, n: number, fail: Fail): ProviderSettings | null {
	const nameOf = (part: OidcPart) => (n === 1 ? `OIDC_${part}` : `OIDC_${n}_${part}`);
	const read = <Part extends OidcPart>(part: Part): z.output<(typeof oidc)[Part]> | undefined => {
		const value = env[nameOf(part)];
		if (!value) return undefined;
		const parsed = oidc[part].safeParse(value);
		if (!parsed.success) return fail(`${nameOf(part)} ${parsed.error.issues[0]?.message}.`);
		return parsed.data as z.output<(typeof oidc)[Part]>;
	};
	const [claim, roles] = [read("ROLE_CLAIM"), read("ROLES")];
	const issuer = read("ISSUER");
	const client = pair(nameOf("CLIENT_ID"), read("CLIENT_ID"), nameOf("CLIENT_SECRET"), read("CLIENT_SECRET"), fail);
	if (claim && !roles) return fail(`${nameOf("ROLES")} must be set where ${nameOf("ROLE_CLAIM")} is.`);
	if (roles && !claim) return fail(`${nameOf("ROLE_CLAIM")} must be set where ${nameOf("ROLES")} is.`);
	if (!issuer && !client && !claim) return null;
	if (!issuer) return fail(`${nameOf("ISSUER")} must be set where other variables of its provider are.`);
	if (!client) return fail(`${nameOf("CLIENT_ID")} must be set where ${nameOf("ISSUER")} is.`);
	return {
		id: n === 1 ? "oidc" : `oidc-${n}`,
		kind: "oidc",
		name: read("NAME") ?? new URL(issuer).host,
		issuer,
		scopes: read("SCOPES") ?? "openid profile email",
		roleMapping: claim && roles ? { claim, roles } : null,
		...client,
	};
}
