"use client";

import { Copy, Plus, Ticket } from "lucide-react";
import { useRef, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { ListStates } from "@/app/_chat/settings/list-states";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { api, asApiError } from "@/app/_client/api";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { useToast } from "@/app/_ui/toast";
import type { RegistrationCode } from "@/lib/realtime/protocol";
import { CodeForm } from "./code-form";

const path = "/api/admin/registration-codes";
type Page = { codes: RegistrationCode[]; nextCursor: string | null };

/** Codes with which users register where not everybody may. */
export function RegistrationCodes() {
	const t = useTranslations("admin.waysIn");
	const [isMaking, setMaking] = useState(false);
	const list = useRef<HTMLDivElement>(null);
	const { pages, again, ...states } = usePages<Page>(`${path}?limit=50`);
	const codes = pages?.flatMap((page) => page.codes);
	const onRevoked = () => {
		list.current?.focus();
		void again();
	};
	const make = !isMaking && (
		<Button size="small" onClick={() => setMaking(true)}>
			<Plus size="1rem" aria-hidden="true" />
			{t("makeCode")}
		</Button>
	);
	return (
		<SettingsSection title={t("codesHeading")} text={t("codesText")}>
			<div className="grid grid-cols-[minmax(0,1fr)] gap-4">
				{isMaking && (
					<CodeForm
						onClose={(isMade) => {
							setMaking(false);
							if (isMade) void again();
						}}
					/>
				)}
				<ListStates
					{...states}
					ref={list}
					again={again}
					count={codes?.length}
					empty={{
						icon: <Ticket size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
						title: t("noCodes"),
						children: make,
					}}
				>
					{make && <div>{make}</div>}
					<ul className="divide-y border-y">
						{codes?.map((code) => (
							<CodeRow key={code.id} code={code} onRevoked={onRevoked} />
						))}
					</ul>
				</ListStates>
			</div>
		</SettingsSection>
	);
}

function CodeRow({
	code: { id, code, note, uses, maxUses, expiresAt },
	onRevoked,
}: {
	code: RegistrationCode;
	onRevoked: () => void;
}) {
	const t = useTranslations("invites");
	const tWays = useTranslations("admin.waysIn");
	const { clock } = useDateFormat();
	const toast = useToast();
	const errorText = useErrorMessage();
	const withProof = useWithProof();
	const facts = [
		maxUses === null ? t("useCount", { count: uses }) : t("usesOf", { uses, max: maxUses }),
		expiresAt === null ? t("neverExpires") : t("expiresOn", { date: clock.full(expiresAt) }),
	];
	const copy = async () => {
		// In the fragment, which no server's log has.
		const done = await copyToClipboard(`${location.origin}/register#code=${code}`);
		toast(done ? { text: tWays("codeCopied") } : { text: t("copyFailed"), tone: "error" });
	};
	const { busy, submit } = useSubmit(async () => {
		try {
			await withProof(() => api.delete(`${path}/${id}`));
			toast({ text: tWays("codeRevoked") });
		} catch (error) {
			if (asApiError(error).code !== "invite_not_found") return toast({ tone: "error", text: errorText(error) });
		}
		onRevoked();
	});
	return (
		<li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
			<div className="min-w-0 flex-1 basis-40">
				<p dir="ltr" className="truncate font-mono text-sm font-semibold [text-align:start]">
					{code}
				</p>
				{note && (
					<p dir="auto" className="wrap-anywhere">
						{note}
					</p>
				)}
				<p className="text-meta text-text-faint">{facts.join(" · ")}</p>
			</div>
			<div className="ms-auto flex shrink-0 items-center gap-1">
				<IconButton label={t("copyLink", { code })} onClick={copy}>
					<Copy size="1rem" aria-hidden="true" />
				</IconButton>
				<Button
					size="small"
					busy={busy}
					busyLabel={t("revoking")}
					aria-label={t("revokeFor", { code })}
					onClick={() => void submit()}
				>
					{t("revoke")}
				</Button>
			</div>
		</li>
	);
}
