import type { OwnUser, Passkey, SignInStep } from "@/lib/realtime/protocol";
import { ApiError, api } from "../api";

type WithProof = <T>(call: () => Promise<T>) => Promise<T>;

// Loaded when a user uses a passkey.
const browser = () => import("@simplewebauthn/browser");

/** The user has closed the browser's dialog, or has let it wait for too long. */
const isCancelled = (error: unknown) => error instanceof Error && /^(NotAllowed|Abort)Error$/.test(error.name);

/** Runs the browser's part. Resolves to null if the user cancels it. */
async function onDevice<T>(act: (module: Awaited<ReturnType<typeof browser>>) => Promise<T>): Promise<T | null> {
	const module = await browser();
	if (!module.browserSupportsWebAuthn()) throw failed();
	try {
		return await act(module);
	} catch (error) {
		if (isCancelled(error)) return null;
		throw failed();
	}
}

const failed = () => new ApiError({ code: "passkey_failed", message: "The device could not use a passkey." }, 0);

/** Resolves to false if the user cancels, and to what is next for an account with a second factor. */
export async function signInWithPasskey(): Promise<SignInStep | boolean> {
	const optionsJSON =
		await api.post<Parameters<Awaited<ReturnType<typeof browser>>["startAuthentication"]>[0]["optionsJSON"]>(
			"/api/sign-in/passkey/options",
		);
	const response = await onDevice(({ startAuthentication }) => startAuthentication({ optionsJSON }));
	if (!response) return false;
	const answer = await api.post<SignInStep | { user: OwnUser }>("/api/sign-in/passkey", { response });
	return "ticket" in answer ? answer : true;
}

/** Makes a passkey on this device. Resolves to null if the user cancels. */
export async function addPasskey(name: string, withProof: WithProof): Promise<Passkey | null> {
	const optionsJSON = await withProof(() =>
		api.post<Parameters<Awaited<ReturnType<typeof browser>>["startRegistration"]>[0]["optionsJSON"]>(
			"/api/account/passkeys/options",
		),
	);
	const response = await onDevice(({ startRegistration }) => startRegistration({ optionsJSON }));
	if (!response) return null;
	const { passkey } = await withProof(() =>
		api.post<{ passkey: Passkey }>("/api/account/passkeys", { name, response }),
	);
	return passkey;
}
