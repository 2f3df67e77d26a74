"use client";

import { Bookmark, Keyboard, LogOut, MessageCircleMore, ServerCog, Settings } from "lucide-react";
import { useAccount } from "@/app/_client/account/use-account";
import { useActiveStatus } from "@/app/_client/account/use-active-status";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { StatusMark } from "@/app/_ui/avatar";
import { MenuChoice, MenuItem, MenuLabel, MenuLink, MenuSeparator } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import type { ChosenStatus, OwnUser } from "@/lib/realtime/protocol";
import { CaseCount } from "../admin/case-count";
import { CustomStatusText } from "../users/custom-status";
import { useDialogs } from "./dialog-context";
import { Link } from "./link";
import { shownPresence } from "./shown-presence";
import { useSignOut } from "./use-sign-out";

const choices: ChosenStatus[] = ["online", "idle", "dnd", "invisible"];

/** The items of the user's own menu: status, presence, settings and sign-out. */
export function AccountMenuItems({ viewer }: { viewer: OwnUser }) {
	const t = useTranslations("shell");
	const people = useTranslations("people");
	const acts = useTranslations("acts");
	const admin = useTranslations("admin");
	const keyWords = useTranslations("keys");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { open } = useDialogs();
	const { choose } = useAccount();
	const leave = useSignOut();
	const status = useActiveStatus(viewer.status);
	return (
		<>
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
					icon: <StatusMark status={shownPresence(value)} ring="var(--overlay)" className="" />,
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
			{viewer.isAdmin && (
				<MenuLink>
					<Link href="/admin">
						<ServerCog size="1rem" aria-hidden="true" className="ms-1" />
						{admin("title")}
						<CaseCount of={viewer} className="ms-auto" />
					</Link>
				</MenuLink>
			)}
			<MenuItem icon={<Keyboard size="1rem" aria-hidden="true" />} onSelect={() => open("keys")}>
				{keyWords("title")}
			</MenuItem>
			<MenuSeparator />
			<MenuItem icon={<LogOut size="1rem" aria-hidden="true" />} onSelect={leave}>
				{t("signOut")}
			</MenuItem>
		</>
	);
}
