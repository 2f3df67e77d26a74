"use client";

import { type ReactNode, useMemo, useRef, useState } from "react";
import { useSignedIn } from "@/app/_client/account/use-viewer";
import { lazy, lazyOnceUsable } from "@/app/_ui/lazy";
import { KeepEarlyShortcut } from "../keyboard/early-shortcut";
import { useGlobalShortcuts } from "../keyboard/use-global-shortcuts";
import type { ModerationTarget } from "../moderation/moderation-target";
import { CreateServerDialog } from "../servers/create-server-dialog.lazy";
import type { NicknameTarget } from "../servers/nickname-dialog";
import { useRememberPlace } from "../settings/settings-return";
import { DialogContext, type DialogName } from "./dialog-context";

const CustomStatusDialog = lazy(() =>
	import("../users/custom-status-dialog").then((module) => module.CustomStatusDialog),
);
const ModerationDialog = lazy(() =>
	import("../moderation/moderation-dialog").then((module) => module.ModerationDialog),
);
const NavigationShortcuts = lazy(() =>
	import("../keyboard/navigation-shortcuts").then((module) => module.NavigationShortcuts),
);
const NicknameDialog = lazy(() => import("../servers/nickname-dialog").then((module) => module.NicknameDialog));
const ProfileCard = lazy(() => import("../users/profile-card").then((module) => module.ProfileCard));
const QuickSwitcher = lazy(() => import("../quick-switcher/quick-switcher").then((module) => module.QuickSwitcher));
const ShortcutsDialog = lazy(() => import("../keyboard/shortcuts-dialog").then((module) => module.ShortcutsDialog));
const SignOutDialog = lazy(() => import("./sign-out-dialog").then((module) => module.SignOutDialog));
const WindowIndicators = lazyOnceUsable(() => import("./window-indicators").then((module) => module.WindowIndicators));

/** Renders the dialogs that any page can open, by key or by a button anywhere in it. */
export function DialogHost({ children }: { children: ReactNode }) {
	const signedIn = useSignedIn();
	useRememberPlace();
	const [shown, setShown] = useState<DialogName | null>(null);
	const [profile, setProfile] = useState<{ username: string; anchor: HTMLElement | null } | null>(null);
	const [moderated, setModerated] = useState<ModerationTarget | null>(null);
	const [named, setNamed] = useState<NicknameTarget | null>(null);
	useGlobalShortcuts(signedIn, setShown);
	const earlyShortcut = useRef<KeyboardEvent>(null);
	const dialogs = useMemo(
		() => ({
			open: setShown,
			openModeration: setModerated,
			openNickname: setNamed,
			openProfile: (username: string, anchor: HTMLElement | null) => setProfile({ username, anchor }),
		}),
		[],
	);
	const close = () => setShown(null);
	return (
		<DialogContext value={dialogs}>
			{children}
			<WindowIndicators />
			{signedIn && <NavigationShortcuts early={earlyShortcut} fallback={<KeepEarlyShortcut early={earlyShortcut} />} />}
			{shown === "switcher" && <QuickSwitcher onClose={close} />}
			{shown === "keys" && <ShortcutsDialog onClose={close} />}
			{shown === "status" && <CustomStatusDialog onClose={close} />}
			{shown === "signOut" && <SignOutDialog onClose={close} />}
			{profile && signedIn && <ProfileCard key={profile.username} {...profile} onClose={() => setProfile(null)} />}
			{signedIn && moderated && <ModerationDialog {...moderated} onClose={() => setModerated(null)} />}
			{signedIn && named && <NicknameDialog {...named} onClose={() => setNamed(null)} />}
			{signedIn && shown === "createServer" && <CreateServerDialog open onOpenChange={close} />}
		</DialogContext>
	);
}
