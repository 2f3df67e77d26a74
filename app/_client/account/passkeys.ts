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
		throw isKnown(error) ? known() : failed();
	}
}

/** The device has a passkey of this account. */
const isKnown = (error: unknown) => error instanceof Error && error.name === "InvalidStateError";

const known = () => new ApiError({ code: "passkey_known", message: "The device has a passkey of this account." }, 0);
const failed = () => new ApiError({ code: "passkey_failed", message: "The device could not use a passkey." }, 0);

type Module = Awaited<ReturnType<typeof browser>>;
type RequestOptions = Parameters<Module["startAuthentication"]>[0]["optionsJSON"];

const signInOptions = () => api.post<RequestOptions>("/api/sign-in/passkey/options");

/** Resolves to the next step of an account with a second factor, or to true: the user is signed in. */
async function signInWith(response: Awaited<ReturnType<Module["startAuthentication"]>>): Promise<SignInStep | true> {
	const answer = await api.post<SignInStep | { user: OwnUser }>("/api/sign-in/passkey", { response });
	return "ticket" in answer ? answer : true;
}

/** Resolves to false if the user cancels, and to what is next for an account with a second factor. */
export async function signInWithPasskey(): Promise<SignInStep | boolean> {
	const optionsJSON = await signInOptions();
	const response = await onDevice(({ startAuthentication }) => startAuthentication({ optionsJSON }));
	return response ? signInWith(response) : false;
}

/** A challenge lasts five minutes, and the field may wait for longer. */
const renewMs = 4 * 60_000;

/**
 * Offers the user's passkeys in the browser's suggestions for the field that has `webauthn` in its `autocomplete`, until
 * `signal` aborts or the user begins another way. Resolves to false without a choice, also where browsers cannot do it.
 */
export async function signInByAutofill(signal: AbortSignal): Promise<SignInStep | boolean> {
	const response = await suggested(signal).catch(() => null);
	if (response === "too old") return signInByAutofill(signal);
	return response ? signInWith(response) : false;
}

async function suggested(signal: AbortSignal) {
	const { browserSupportsWebAuthnAutofill, startAuthentication, WebAuthnAbortService } = await browser();
	if (!(await browserSupportsWebAuthnAutofill())) return null;
	const optionsJSON = await signInOptions();
	if (signal.aborted) return null;
	const end = () => WebAuthnAbortService.cancelCeremony();
	let isOld = false;
	const timer = setTimeout(() => {
		isOld = true;
		end();
	}, renewMs);
	signal.addEventListener("abort", end);
	try {
		return await startAuthentication({ optionsJSON, useBrowserAutofill: true });
	} catch {
		return isOld && !signal.aborted ? "too old" : null;
	} finally {
		clearTimeout(timer);
		signal.removeEventListener("abort", end);
	}
}

/** Proves the user's identity with one of their passkeys. Resolves to false if the user cancels. */
export async function proveWithPasskey(): Promise<boolean> {
	const path = "/api/account/reauthenticate";
	const optionsJSON = await api.post<RequestOptions>(`${path}/passkey/options`);
	const assertion = await onDevice(({ startAuthentication }) => startAuthentication({ optionsJSON }));
	if (assertion) await api.post(path, { assertion });
	return assertion !== null;
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
