import { AppError } from "../errors";
import { config } from "../process/config";
import type { ProviderSettings } from "../process/sign-in-settings";

/** A provider as users know it. */
export type Provider = { id: string; name: string };

export const toProvider = ({ id, name }: ProviderSettings): Provider => ({ id, name });

/** The ways to sign in here. */
export type SignInMethods = { password: boolean; providers: Provider[] };

export const signInMethods = (): SignInMethods => ({
	password: config.signIn.password,
	providers: config.signIn.providers.map(toProvider),
});

export const providerWith = (id: string | undefined): ProviderSettings | undefined =>
	config.signIn.providers.find((provider) => provider.id === id);

export function findProvider(id: string | undefined): ProviderSettings {
	const found = providerWith(id);
	if (!found) throw new AppError("not_found", "There is nothing at this address.");
	return found;
}

/** The provider whose identities have this issuer; undefined if it is not configured any more. */
export const providerOf = (issuer: string): ProviderSettings | undefined =>
	config.signIn.providers.find((provider) => provider.issuer === issuer);

/** Throws `forbidden` where users sign in with a provider only. */
export function requirePasswordSignIn(): void {
	if (!config.signIn.password) throw new AppError("forbidden", "On this instance users sign in with a provider.");
}
