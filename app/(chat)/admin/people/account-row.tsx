"use client";

import { Ellipsis, KeyRound, LogOut, ShieldCheck, ShieldOff, Smartphone, Trash2, UserCheck, UserX } from "lucide-react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { PersonRow } from "@/app/_chat/settings/person-row";
import { useViewer } from "@/app/_client/account/use-viewer";
import { accountPath } from "@/app/_client/admin/account-path";
import { useBytes } from "@/app/_client/admin/use-bytes";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import type { Account } from "@/lib/realtime/protocol";
import type { AccountAction } from "./account-dialog";

type Props = { account: Account; onAct: (action: AccountAction | "delete") => void; onChanged: () => unknown };

/** An account with its facts, and a menu of what an administrator can do with it. */
export function AccountRow({ account, onAct, onChanged }: Props) {
	const t = useTranslations("admin.people");
	const { clock } = useDateFormat();
	const bytes = useBytes();
	const { user, email, emailVerified, isAdmin, lastSeen, suspension, deletesAt, deletedByAdmin } = account;
	const facts = [
		`@${user.username}`,
		...(email === null ? [] : [emailVerified ? email : t("unverified", { email })]),
		t("joined", { date: clock.date(user.createdAt) }),
		lastSeen === null ? t("neverSeen") : t("seen", { date: clock.date(`${lastSeen}T12:00:00Z`) }),
		t("sessionCount", { count: account.sessions }),
		bytes(account.storedBytes),
	];
	return (
		<PersonRow
			user={user}
			facts={facts.join(" · ")}
			actions={<AccountMenu account={account} onAct={onAct} onChanged={onChanged} />}
		>
			{isAdmin && <p className="mt-1 text-meta font-semibold text-ember-text">{t("isAdministrator")}</p>}
			{suspension && (
				<p dir="auto" className="mt-1 text-meta text-danger-text wrap-anywhere">
					<b className="font-semibold">
						{deletesAt !== null && deletedByAdmin
							? t("isDeleted", { date: clock.full(deletesAt) })
							: suspension.until === null
								? t("isSuspended")
								: t("isSuspendedUntil", { until: clock.full(suspension.until) })}
					</b>
					{suspension.reason && ` ${suspension.reason}`}
				</p>
			)}
			{deletesAt !== null && !deletedByAdmin && (
				<p dir="auto" className="mt-1 text-meta text-text-muted">
					{t("deletes", { date: clock.full(deletesAt) })}
				</p>
			)}
		</PersonRow>
	);
}

function AccountMenu({ account, onAct, onChanged }: Props) {
	const t = useTranslations("admin.people");
	const withProof = useWithProof();
	const toast = useToast();
	const errorText = useErrorMessage();
	const viewerId = useViewer()?.id;
	const { user, isAdmin, hasSecondFactor, suspension, deletedByAdmin } = account;
	const name = user.displayName;
	const restore = async () => {
		try {
			await withProof(() => api.delete(accountPath(user.username, "/suspension")));
			toast({ text: t("restored", { name }) });
			onChanged();
		} catch (error) {
			toast({ tone: "error", text: errorText(error) });
		}
	};
	return (
		<Menu
			align="end"
			trigger={
				<IconButton label={t("actionsFor", { name })}>
					<Ellipsis size="1.125rem" aria-hidden="true" />
				</IconButton>
			}
		>
			<MenuItem icon={<KeyRound size="1rem" aria-hidden="true" />} onSelect={() => onAct("resetLink")}>
				{t("choose.resetLink")}
			</MenuItem>
			<MenuItem icon={<LogOut size="1rem" aria-hidden="true" />} onSelect={() => onAct("endSessions")}>
				{t("choose.endSessions")}
			</MenuItem>
			{hasSecondFactor && (
				<MenuItem icon={<Smartphone size="1rem" aria-hidden="true" />} onSelect={() => onAct("removeFactors")}>
					{t("choose.removeFactors")}
				</MenuItem>
			)}
			{isAdmin ? (
				<MenuItem icon={<ShieldOff size="1rem" aria-hidden="true" />} onSelect={() => onAct("removeAdmin")}>
					{t(user.id === viewerId ? "choose.resign" : "choose.removeAdmin")}
				</MenuItem>
			) : (
				!suspension && (
					<MenuItem icon={<ShieldCheck size="1rem" aria-hidden="true" />} onSelect={() => onAct("makeAdmin")}>
						{t("choose.makeAdmin")}
					</MenuItem>
				)
			)}
			{!isAdmin && (
				<>
					<MenuSeparator />
					{suspension && (
						<MenuItem icon={<UserCheck size="1rem" aria-hidden="true" />} onSelect={() => void restore()}>
							{t("choose.restore")}
						</MenuItem>
					)}
					{!deletedByAdmin && (
						<MenuItem danger icon={<UserX size="1rem" aria-hidden="true" />} onSelect={() => onAct("suspend")}>
							{t(suspension ? "choose.changeSuspension" : "choose.suspend")}
						</MenuItem>
					)}
					<MenuItem danger icon={<Trash2 size="1rem" aria-hidden="true" />} onSelect={() => onAct("delete")}>
						{t(deletedByAdmin ? "choose.changeDeletion" : "choose.delete")}
					</MenuItem>
				</>
			)}
		</Menu>
	);
}
