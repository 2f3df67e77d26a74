"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { isMac } from "@/app/_client/platform";
import { openSearch } from "../search/open-search";
import { useRememberPlace } from "../settings/settings-return";
import {
	CreateServerDialog,
	CustomStatusDialog,
	NavigationShortcuts,
	ProfileCard,
	QuickSwitcher,
	ShortcutsDialog,
	WindowIndicators,
} from "./lazy-components";

type Shown = "switcher" | "keys" | "createServer" | "status";
/** Somebody's card, beside what was pressed or, without that, in the middle. */
type ShownProfile = { username: string; anchor: HTMLElement | null };
type Dialogs = {
	show: (what: Shown) => void;
	showProfile: (username: string, anchor: HTMLElement | null) => void;
};

const Dialogs = createContext<Dialogs>({ show: () => {}, showProfile: () => {} });

export const useDialogs = () => useContext(Dialogs);

/** What every page of somebody signed in can open, by key or by a button anywhere in it. */
export function DialogHost({ children }: { children: ReactNode }) {
	const signedIn = useSignedIn();
	useRememberPlace();
	const [shown, setShown] = useState<Shown | null>(null);
	const navigate = useNavigate();
	const [profile, setProfile] = useState<ShownProfile | null>(null);
	const frame = useMemo<Dialogs>(
		() => ({ show: setShown, showProfile: (username, anchor) => setProfile({ username, anchor }) }),
		[],
	);
	useEffect(() => {
		if (!signedIn) return;
		const onKeyDown = (event: KeyboardEvent) => {
			if (isInboxKey(event)) {
				event.preventDefault();
				if (!isCovered()) navigate("/inbox");
				return;
			}
			if (isSearchKey(event) && !isCovered() && openSearch()) {
				event.preventDefault();
				event.stopPropagation();
				return;
			}
			const wanted = wantedBy(event);
			if (!wanted) return;
			// The browser has uses of its own for these, and a channel takes a sign for the start of a message.
			event.preventDefault();
			event.stopPropagation();
			if (event.repeat) return;
			setShown((before) => (before === wanted ? null : before === null && isCovered() ? null : (before ?? wanted)));
		};
		addEventListener("keydown", onKeyDown, true);
		return () => removeEventListener("keydown", onKeyDown, true);
	}, [signedIn, navigate]);
	const close = () => setShown(null);
	return (
		<Dialogs value={frame}>
			{children}
			{signedIn && <WindowIndicators />}
			{signedIn && <NavigationShortcuts isCovered={isCovered} />}
			{shown === "switcher" && <QuickSwitcher onClose={close} onShow={setShown} />}
			{shown === "keys" && <ShortcutsDialog onClose={close} />}
			{shown === "status" && <CustomStatusDialog onClose={close} />}
			{profile && signedIn && <ProfileCard key={profile.username} {...profile} onClose={() => setProfile(null)} />}
			{signedIn && shown === "createServer" && <CreateServerDialog open onOpenChange={close} />}
		</Dialogs>
	);
}

/** Keys of a page that something covers belong to what covers it. */
const isCovered = () =>
	document.querySelector("[role=dialog][data-state=open], [role=alertdialog], [role=menu]") !== null;

function wantedBy(event: KeyboardEvent): Shown | null {
	// While a syllable is composed every key belongs to it.
	if (event.isComposing || event.keyCode === 229 || event.altKey) return null;
	const { key, shiftKey, ctrlKey, metaKey } = event;
	// On a Mac Control moves the caret and cuts lines.
	const mod = isMac() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
	// Another script's layout names another letter on the same key.
	const isK = key.toLowerCase() === "k" || (!/^[ -~]$/.test(key) && event.code === "KeyK");
	// Where no channel is open, what is written there is searched.
	if (mod && ((isK && !shiftKey) || isSearchKey(event))) return "switcher";
	if (key === "/" && ((ctrlKey && !metaKey) || mod)) return "keys";
	if (key === "?" && !ctrlKey && !metaKey && !isTyping(event.target)) return "keys";
	return null;
}

function isSearchKey({ key, code, altKey, ctrlKey, metaKey, shiftKey, isComposing, target }: KeyboardEvent): boolean {
	if (isComposing || altKey) return false;
	if (code === "KeyF" && shiftKey) return isMac() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
	return key === "/" && !ctrlKey && !metaKey && !isTyping(target);
}

/** By its place on the keyboard: with Option it types another sign, which on a Mac stays a sign while one is writing. */
const isInboxKey = ({ code, altKey, ctrlKey, metaKey, shiftKey, isComposing, target }: KeyboardEvent) =>
	code === "KeyI" && altKey && !ctrlKey && !metaKey && !shiftKey && !isComposing && !(isMac() && isTyping(target));

const isTyping = (target: EventTarget | null) =>
	target instanceof HTMLElement && (target.isContentEditable || target.closest("input, textarea, select") !== null);
