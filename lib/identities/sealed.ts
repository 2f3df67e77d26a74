import { decode, encode } from "next-auth/jwt";
import { appState } from "../process/app-state";

/**
 * Values that a browser keeps for the instance and can neither read nor change. Each purpose has a key of its own, so
 * that none is accepted in the place of another.
 */
export const seal = (purpose: string, value: object, maxAgeSeconds: number): Promise<string> =>
	encode({ token: { value }, secret: appState().secret, salt: purpose, maxAge: maxAgeSeconds });

/** The value that was sealed for this purpose; null if it was not, or too long ago. */
export async function unseal<T extends object>(purpose: string, sealed: string | undefined): Promise<T | null> {
	if (!sealed) return null;
	return ((await opened(purpose, sealed))?.value as T | undefined) ?? null;
}

/** Whether NextAuth has sealed this cookie for this provider. */
export const isSealed = async (purpose: string, sealed: string | undefined, providerId: string): Promise<boolean> =>
	sealed !== undefined && (await opened(purpose, sealed))?.provider === providerId;

const opened = (purpose: string, sealed: string) =>
	decode({ token: sealed, secret: appState().secret, salt: purpose }).catch(() => null);
