"use client";

import { Plus, Ticket } from "lucide-react";
import { useRef, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { CodeRow } from "@/app/_chat/invites/code-row";
import { ListStates } from "@/app/_chat/settings/list-states";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { api } from "@/app/_client/api";
import { useDateFormat } from "@/app/_client/use-date-format";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { RegistrationCode } from "@/lib/realtime/protocol";
import { CodeForm } from "./code-form";

const path = "/api/admin/registration-codes";
type Page = { codes: RegistrationCode[]; nextCursor: string | null };

/** Codes with which users register where not everybody may. */
export function RegistrationCodes() {
	const t = useTranslations("admin.waysIn");
	const [isMaking, setMaking] = useState(false);
	const toast = useToast();
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
							if (!isMade) return;
							toast({ text: t("codeMade") });
							void again();
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
							<RegistrationCodeRow key={code.id} code={code} onRevoked={onRevoked} />
						))}
					</ul>
				</ListStates>
			</div>
		</SettingsSection>
	);
}

/** The code is in the fragment, which no server's log has. */
const registrationLink = (code: string) => `${location.origin}/register#code=${code}`;

function RegistrationCodeRow({
	code: { id, code, note, uses, maxUses, expiresAt },
	onRevoked,
}: {
	code: RegistrationCode;
	onRevoked: () => void;
}) {
	const t = useTranslations("invites");
	const tWays = useTranslations("admin.waysIn");
	const { clock } = useDateFormat();
	const withProof = useWithProof();
	const facts = [
		maxUses === null ? t("useCount", { count: uses }) : t("usesOf", { uses, max: maxUses }),
		expiresAt === null ? t("neverExpires") : t("expiresOn", { date: clock.full(expiresAt) }),
	];
	return (
		<CodeRow
			code={code}
			linkOf={registrationLink}
			revoke={() => withProof(() => api.delete(`${path}/${id}`))}
			onRevoked={onRevoked}
			texts={{ copied: tWays("codeCopied"), revoked: tWays("codeRevoked") }}
		>
			{note && (
				<p dir="auto" className="wrap-anywhere">
					<bdi>{note}</bdi>
				</p>
			)}
			<p className="text-meta text-text-faint">{facts.join(" · ")}</p>
		</CodeRow>
	);
}
