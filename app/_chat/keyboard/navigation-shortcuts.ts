"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { isInServer } from "@/app/_client/paths";
import { isMac } from "@/app/_client/platform";
import { useServers } from "@/app/_client/servers/use-servers";
import { lastVisitedPath } from "@/app/_client/servers/visited-channels";
import type { EarlyShortcut } from "./early-shortcut";
import { isCovered } from "./is-covered";

const regions =
	"[data-role-preview], nav, [data-scroller], #main:not(:has([data-scroller])), #main form:has(textarea), aside, [data-region]";
const reachable = "a[href], button:not(:disabled), input, textarea, select, [tabindex='0']";

const isWriting = () => document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value !== "";

/** Shortcuts for navigation from any page: servers, settings, the next region of the page. */
export function NavigationShortcuts({ early }: { early: EarlyShortcut }): null {
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
				if (server) navigate(lastVisitedPath(server));
			};
			const arrow = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
			const digit = /^Digit([1-9])$/.exec(code)?.[1];
			if (key === "F6" && ctrlKey) focusNextRegion(shiftKey ? -1 : 1);
			else if (mod && !altKey && !shiftKey && key === ",") navigate("/settings");
			else if (mod && altKey && arrow && all.length > 0) {
				const at = all.findIndex(({ id }) => isInServer(here, id));
				go(at < 0 ? (arrow > 0 ? 0 : all.length - 1) : (at + arrow + all.length) % all.length);
			}
			// On a Mac, Option with a digit types a character.
			else if (altKey && !ctrlKey && !metaKey && !shiftKey && digit && !(isMac() && isWriting())) go(Number(digit) - 1);
			else return;
			event.preventDefault();
		};
		if (early.current) onKeyDown(early.current);
		early.current = null;
		addEventListener("keydown", onKeyDown);
		return () => removeEventListener("keydown", onKeyDown);
	}, [early, navigate]);
	return null;
}

/** Moves the focus to the next or previous region: rail, channels, messages, composer, panel, notifications. */
function focusNextRegion(step: 1 | -1): void {
	const all = [...document.querySelectorAll<HTMLElement>(regions)].filter((region) => {
		const panel = region.closest("aside");
		return region.checkVisibility() && (panel === null || panel === region);
	});
	const at = all.findLastIndex((region) => region.contains(document.activeElement));
	const next = at < 0 ? all.at(step > 0 ? 0 : -1) : all[(at + step + all.length) % all.length];
	if (next) firstFocusable(next)?.focus();
}

/**
 * The element that receives the focus in a region: the current link of a list, the active message, the heading of a
 * panel.
 */
function firstFocusable(region: HTMLElement): HTMLElement | null {
	const first = (selector: string) => region.querySelector<HTMLElement>(selector);
	if (region.id === "main") return region;
	if (region.matches("[data-scroller]")) return first("article[tabindex='0']");
	if (region.matches("form")) return first("textarea");
	if (region.matches("nav")) return first("[aria-current]") ?? first(reachable);
	return first("h2[tabindex]") ?? first(reachable);
}
