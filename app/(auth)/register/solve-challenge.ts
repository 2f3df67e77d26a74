import { ApiError, api } from "@/app/_client/api";
import type { Challenge } from "@/lib/realtime/protocol";

export type Solution = { salt: string; number: number; signature: string };

/** Gets a challenge and solves it in a worker; resolves to undefined if the instance asks for none. */
export async function solveChallenge(signal: AbortSignal): Promise<Solution | undefined> {
	const { challenge } = await api.post<{ challenge: Challenge | null }>("/api/account/challenge");
	if (!challenge) return undefined;
	const { salt, signature } = challenge;
	return { salt, number: await work(challenge, signal), signature };
}

/** The worker ends with its answer, or when the page does not need it any more. */
function work(challenge: Challenge, signal: AbortSignal): Promise<number> {
	const worker = new Worker(new URL("./find-number.worker.ts", import.meta.url), { type: "module" });
	return new Promise<number>((resolve, reject) => {
		// Its script could not be loaded: as after a request without a response, the user tries again.
		const fail = () => reject(new ApiError({ code: "network", message: "The challenge was not solved." }, 0));
		worker.onerror = fail;
		worker.onmessage = ({ data }: MessageEvent<number | null>) => (data === null ? fail() : resolve(data));
		signal.addEventListener("abort", fail);
		if (signal.aborted) fail();
		else worker.postMessage(challenge);
	}).finally(() => worker.terminate());
}
