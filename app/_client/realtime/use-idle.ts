"use client";

import { useEffect } from "react";
import type { Connection } from "./connection";

const afterMs = 7 * 60_000;
const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"] as const;

/** Reports when this window becomes idle, and active again. The server combines all windows. */
export function useIdle(connection: Connection | null): void {
	useEffect(() => {
		if (!connection) return;
		let idle = false;
		let lastSign = Date.now();
		const log = () => connection.request("presence:idle", { idle }).catch(() => {});
		const look = () => {
			const rests = Date.now() - lastSign >= afterMs;
			if (rests === idle) return;
			idle = rests;
			void log();
		};
		const seen = () => {
			lastSign = Date.now();
			if (idle) look();
		};
		// A new connection counts as in use.
		const connected = () => {
			if (idle) void log();
		};
		const timer = setInterval(look, 15_000);
		for (const sign of signs) addEventListener(sign, seen, { passive: true, capture: true });
		connection.socket.on("connect", connected);
		return () => {
			clearInterval(timer);
			for (const sign of signs) removeEventListener(sign, seen, { capture: true });
			connection.socket.off("connect", connected);
		};
	}, [connection]);
}
