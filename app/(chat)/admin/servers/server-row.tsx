"use client";

import { ArrowRightLeft, Ellipsis, Eye, EyeOff, Lock, Snowflake, Sun, Trash2 } from "lucide-react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { ServerIcon } from "@/app/_chat/servers/server-icon";
import { adminServerPath } from "@/app/_client/admin/admin-server-path";
import { useBytes } from "@/app/_client/admin/use-bytes";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { useToast } from "@/app/_ui/toast";
import type { AdminServer } from "@/lib/realtime/protocol";
import type { ServerAction } from "./server-dialog";

type Props = { server: AdminServer; onAct: (action: ServerAction) => void; onChanged: () => unknown };

/** A server with its figures, and a menu of what an administrator can do with it. */
export function ServerRow({ server, onAct, onChanged }: Props) {
	const t = useTranslations("admin.servers");
	const { clock } = useDateFormat();
	const bytes = useBytes();
	const { name, owner, visibility, freeze, delisting } = server;
	const facts = [
		t("owner", { name: owner.username }),
		t(visibility),
		t("members", { count: server.memberCount }),
		t("messages", { count: server.messageCount }),
		bytes(server.storedBytes),
		t("created", { date: clock.date(server.createdAt) }),
	];
	return (
		<li className="flex flex-wrap items-start gap-3 py-3">
			<ServerIcon server={server} size={36} />
			<div className="min-w-0 flex-1 basis-56">
				<h2 className="flex items-center gap-1.5 text-sm font-semibold">
					<span dir="auto" className="truncate">
						{name}
					</span>
					{visibility === "private" && (
						<Lock size="0.8125rem" aria-hidden="true" className="shrink-0 text-text-faint" />
					)}
				</h2>
				<p dir="auto" className="text-meta text-text-faint wrap-anywhere">
					{facts.join(" · ")}
				</p>
				{freeze && (
					<Restriction label={t("isFrozen", { date: clock.date(freeze.since) })} reason={freeze.reason} isUrgent />
				)}
				{delisting && (
					<Restriction label={t("isDelisted", { date: clock.date(delisting.since) })} reason={delisting.reason} />
				)}
			</div>
			<ServerMenu server={server} onAct={onAct} onChanged={onChanged} />
		</li>
	);
}

function Restriction({ label, reason, isUrgent }: { label: string; reason: string; isUrgent?: boolean }) {
	return (
		<p dir="auto" className={`mt-1 text-meta wrap-anywhere ${isUrgent ? "text-danger-text" : "text-text-muted"}`}>
			<b className="font-semibold">{label}</b>
			{reason && ` ${reason}`}
		</p>
	);
}

function ServerMenu({ server, onAct, onChanged }: Props) {
	const t = useTranslations("admin.servers");
	const withProof = useWithProof();
	const toast = useToast();
	const errorText = useErrorMessage();
	const { id, name, freeze, delisting } = server;
	const lift = async (part: "freeze" | "delisting", done: "unfreeze" | "relist") => {
		try {
			await withProof(() => api.delete(adminServerPath(id, `/${part}`)));
			toast({ text: t(`done.${done}`, { name }) });
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
			{delisting && (
				<MenuItem icon={<Eye size="1rem" aria-hidden="true" />} onSelect={() => void lift("delisting", "relist")}>
					{t("choose.relist")}
				</MenuItem>
			)}
			<MenuItem icon={<EyeOff size="1rem" aria-hidden="true" />} onSelect={() => onAct("delist")}>
				{t(delisting ? "choose.changeDelisting" : "choose.delist")}
			</MenuItem>
			<MenuItem icon={<ArrowRightLeft size="1rem" aria-hidden="true" />} onSelect={() => onAct("transfer")}>
				{t("choose.transfer")}
			</MenuItem>
			<MenuSeparator />
			{freeze && (
				<MenuItem icon={<Sun size="1rem" aria-hidden="true" />} onSelect={() => void lift("freeze", "unfreeze")}>
					{t("choose.unfreeze")}
				</MenuItem>
			)}
			<MenuItem danger icon={<Snowflake size="1rem" aria-hidden="true" />} onSelect={() => onAct("freeze")}>
				{t(freeze ? "choose.changeFreeze" : "choose.freeze")}
			</MenuItem>
			<MenuItem danger icon={<Trash2 size="1rem" aria-hidden="true" />} onSelect={() => onAct("delete")}>
				{t("choose.delete")}
			</MenuItem>
		</Menu>
	);
}
