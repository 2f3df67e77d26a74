"use client";

import { UserCheck } from "lucide-react";
import { useRef, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { ListStates } from "@/app/_chat/settings/list-states";
import { PersonRow } from "@/app/_chat/settings/person-row";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { api, asApiError } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { usePages } from "@/app/_client/use-pages";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { useToast } from "@/app/_ui/toast";
import type { WaitingAccount } from "@/lib/realtime/protocol";

const path = "/api/admin/registrations";
type Page = { accounts: WaitingAccount[]; nextCursor: string | null };

/** The accounts that cannot be used yet. An administrator approves or refuses each. */
export function WaitingAccounts() {
	const t = useTranslations("admin.waysIn");
	const list = useRef<HTMLDivElement>(null);
	const { pages, again, ...states } = usePages<Page>(`${path}?limit=50`);
	const accounts = pages?.flatMap((page) => page.accounts);
	const onDecided = () => {
		list.current?.focus();
		void again();
	};
	return (
		<SettingsSection title={t("waitingHeading")} text={t("waitingText")}>
			<ListStates
				{...states}
				ref={list}
				again={again}
				count={accounts?.length}
				empty={{
					icon: <UserCheck size="1.75rem" strokeWidth={1.75} aria-hidden="true" />,
					title: t("nobodyWaits"),
				}}
			>
				<ul className="divide-y border-y">
					{accounts?.map((account) => (
						<WaitingRow key={account.id} account={account} onDecided={onDecided} />
					))}
				</ul>
			</ListStates>
		</SettingsSection>
	);
}

function WaitingRow({ account, onDecided }: { account: WaitingAccount; onDecided: () => void }) {
	const t = useTranslations("admin.waysIn");
	const { clock } = useDateFormat();
	const toast = useToast();
	const errorText = useErrorMessage();
	const withProof = useWithProof();
	const name = account.displayName;
	const [isApproving, setApproving] = useState(false);
	const { busy, submit } = useSubmit(async (isApproved: boolean) => {
		setApproving(isApproved);
		const call = () => (isApproved ? api.put(`${path}/${account.id}`) : api.delete(`${path}/${account.id}`));
		try {
			await withProof(call);
			toast({ text: t(isApproved ? "approved" : "refused", { name }) });
		} catch (error) {
			const isDecided = ["user_not_found", "conflict"].includes(asApiError(error).code);
			toast({ tone: "error", text: isDecided ? t("decidedAlready") : errorText(error) });
			if (!isDecided) return;
		}
		onDecided();
	});
	return (
		<PersonRow
			user={{ ...account, avatarUrl: null }}
			facts={[`@${account.username}`, account.email, clock.full(account.createdAt)].filter(Boolean).join(" · ")}
			actions={
				<div className="ms-auto flex shrink-0 gap-2">
					<Button
						size="small"
						variant="primary"
						busy={busy && isApproving}
						aria-label={t("approveFor", { name })}
						onClick={() => void submit(true)}
					>
						{t("approve")}
					</Button>
					<Button
						size="small"
						busy={busy && !isApproving}
						aria-label={t("refuseFor", { name })}
						onClick={() => void submit(false)}
					>
						{t("refuse")}
					</Button>
				</div>
			}
		>
			<p dir="auto" className="text-meta text-text-muted">
				{account.awaits.map((step) => t(`awaits.${step}`)).join(" · ")}
			</p>
		</PersonRow>
	);
}
