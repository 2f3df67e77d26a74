"use client";

import { useEffect, useRef, useState } from "react";
import { asApiError } from "@/app/_client/api";
import { type Solution, solveChallenge } from "./solve-challenge";

const refusals = ["challenge_required", "challenge_failed", "challenge_expired"];

/** Solves a challenge in the background, from the first change of the form on, and gives the request its solution. */
export function useProofOfWork(isNeeded: boolean) {
	const current = useRef<Promise<Solution | undefined> | null>(null);
	const begun = useRef(false);
	const left = useRef(new AbortController());
	const [state, setState] = useState<"none" | "working" | "done">("none");
	useEffect(() => {
		const own = new AbortController();
		left.current = own;
		return () => own.abort();
	}, []);

	/** The solution on which it works already, or of a new challenge. After a failure the next call tries again. */
	const solve = (): Promise<Solution | undefined> => {
		if (current.current) return current.current;
		const solving = solveChallenge(left.current.signal);
		current.current = solving;
		setState("working");
		solving.then(
			(solution) => setState(solution ? "done" : "none"),
			() => {
				current.current = null;
				setState("none");
			},
		);
		return solving;
	};

	return {
		/** Null where the form has nothing to say about it. */
		state: isNeeded || state !== "none" ? state : null,
		begin: () => {
			if (!isNeeded || begun.current) return;
			begun.current = true;
			// After a failure it is tried again when the form is sent, and a second failure is shown.
			solve().catch(() => {});
		},
		/** Sends the request with a solution. If it is refused, because it took too long, once more with a new one. */
		async send<T>(request: (solution: Solution | undefined) => Promise<T>): Promise<T> {
			try {
				return await request(isNeeded || current.current ? await solve() : undefined);
			} catch (error) {
				if (!refusals.includes(asApiError(error).code)) throw error;
				current.current = null;
				return request(await solve());
			}
		},
	};
}
