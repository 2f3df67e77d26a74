"use client";

import { Bookmark, Keyboard, LogOut, MessageCircleMore, Settings } from "lucide-react";
import { useAccount } from "@/app/_client/account/use-account";
import { useActiveStatus } from "@/app/_client/account/use-active-status";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { StatusMark } from "@/app/_ui/avatar";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLink, MenuSeparator } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import type { ChosenStatus } from "@/lib/realtime/protocol";
import { Face } from "../users/avatar-palettes";
import { CustomStatusText } from "../users/custom-status";
import { useDialogs } from "./dialog-context";
import { Link } from "./link";
import { useSignOut } from "./use-sign-out";

const choices: ChosenStatus[] = ["online", "idle", "dnd", "invisible"];
/** The presence that others see. */
const shown = (chosen: ChosenStatus) => (chosen === "invisible" ? "offline" : chosen);

export function AccountMenu() {
	const t = useTranslations("shell");
	const people = useTranslations("people");
	const acts = useTranslations("acts");
	const keyWords = useTranslations("keys");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { open } = useDialogs();
	const { choose } = useAccount();
	const leave = useSignOut();
	const viewer = useViewer();
	const status = useActiveStatus(viewer?.status);
	if (!viewer) return null;
	return (
		<Menu
			side="right"
			trigger={
				<button
					type="button"
					aria-label={t("account", { name: viewer.displayName })}
					className="grid size-11 shrink-0 place-items-center rounded-lg hover:bg-canvas-hover"
				>
					<Face person={viewer} status={shown(viewer.presence)} ring="var(--canvas)" />
				</button>
			}
		>
			<MenuLabel>{t("signedInAs", { username: viewer.username })}</MenuLabel>
			<MenuItem icon={<MessageCircleMore size="1rem" aria-hidden="true" />} onSelect={() => open("status")}>
				{status ? <CustomStatusText status={status} /> : people("setStatus")}
			</MenuItem>
			<MenuSeparator />
			<MenuChoice
				label={people("presence")}
				value={viewer.presence}
				options={choices.map((value) => ({
					value,
					label: people(`choice.${value}`),
					icon: <StatusMark status={shown(value)} ring="var(--overlay)" className="" />,
				}))}
				onChange={(chosen) => choose(chosen).catch((error) => toast({ tone: "error", text: errorText(error) }))}
			/>
			<MenuSeparator />
			<MenuLink>
				<Link href="/saved">
					<Bookmark size="1rem" aria-hidden="true" className="ms-1" />
					{acts("saved")}
				</Link>
			</MenuLink>
			<MenuLink>
				<Link href="/settings">
					<Settings size="1rem" aria-hidden="true" className="ms-1" />
					{t("settings")}
				</Link>
			</MenuLink>
			<MenuItem icon={<Keyboard size="1rem" aria-hidden="true" />} onSelect={() => open("keys")}>
				{keyWords("title")}
			</MenuItem>
			<MenuSeparator />
			<MenuItem icon={<LogOut size="1rem" aria-hidden="true" />} onSelect={leave}>
				{t("signOut")}
			</MenuItem>
		</Menu>
	);
}
