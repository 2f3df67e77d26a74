"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { isInServer } from "@/app/_client/paths";
import { isMac } from "@/app/_client/platform";
import { useServers } from "@/app/_client/servers/use-servers";
import { serverPath } from "@/app/_client/servers/visited-channels";
import { focusNextRegion } from "./regions";

const isWriting = () => document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value !== "";

/** The keys that lead from anywhere to another place: servers, settings, the next part of the page. */
export function NavigationShortcuts({ isCovered }: { isCovered: () => boolean }): null {
	const navigate = useNavigate();
	const pathname = usePathname();
	const { servers } = useServers();
	const latest = useRef({ servers, pathname });
	latest.current = { servers, pathname };
	useEffect(() => {
		const onKeyDown = (event: KeyboardEvent) => {
			if (event.defaultPrevented || event.isComposing || isCovered()) return;
			const { key, code, altKey, shiftKey, ctrlKey, metaKey } = event;
			const mod = isMac() ? metaKey : ctrlKey;
			const { servers: all, pathname: here } = latest.current;
			const go = (place: number) => {
				const server = all[place];
				if (server) navigate(serverPath(server));
			};
			const arrow = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
			const digit = /^Digit([1-9])$/.exec(code)?.[1];
			if (key === "F6" && ctrlKey) focusNextRegion(shiftKey ? -1 : 1);
			else if (mod && !altKey && !shiftKey && key === ",") navigate("/settings");
			else if (mod && altKey && arrow && all.length > 0) {
				const at = all.findIndex(({ id }) => isInServer(here, id));
				go(at < 0 ? (arrow > 0 ? 0 : all.length - 1) : (at + arrow + all.length) % all.length);
			}
			// On a Mac Option with a digit is a sign of its own.
			else if (altKey && !ctrlKey && !metaKey && !shiftKey && digit && !(isMac() && isWriting())) go(Number(digit) - 1);
			else return;
			event.preventDefault();
		};
		addEventListener("keydown", onKeyDown);
		return () => removeEventListener("keydown", onKeyDown);
	}, [isCovered, navigate]);
	return null;
}
