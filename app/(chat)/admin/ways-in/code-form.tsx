"use client";

import { type FormEvent, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";

const daySeconds = 86_400;
const expiries = { day: daySeconds, week: 7 * daySeconds, never: null } as const;
type Expiry = keyof typeof expiries;
const useCounts = [1, 5, 10, 25, 100, null];

/** The form of a new code: its uses, its end and a note. */
export function CodeForm({ onClose }: { onClose: (isMade: boolean) => void }) {
	const t = useTranslations("invites");
	const tWays = useTranslations("admin.waysIn");
	const tServer = useTranslations("serverSettings");
	const errorText = useErrorMessage();
	const withProof = useWithProof();
	const [draft, setDraft] = useState<{ note: string; maxUses: number | null; expiry: Expiry }>({
		...{ note: "", maxUses: 1, expiry: "week" },
	});
	const { busy, failure, submit } = useSubmit(async () => {
		const { note, maxUses, expiry } = draft;
		const body = { note, maxUses, expiresInSeconds: expiries[expiry] };
		await withProof(() => api.post("/api/admin/registration-codes", body));
		onClose(true);
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		void submit();
	};
	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-4 rounded-[10px] border px-4 py-4">
			<TextField
				label={tWays("codeNote")}
				hint={tWays("codeNoteHint")}
				autoComplete="off"
				maxLength={200}
				autoFocus
				value={draft.note}
				onChange={({ target }) => setDraft({ ...draft, note: target.value })}
				error={failure?.fields.note}
			/>
			<div className="grid gap-4 sm:grid-cols-2">
				<Select
					label={t("uses")}
					value={draft.maxUses ?? ""}
					onChange={({ target }) => setDraft({ ...draft, maxUses: Number(target.value) || null })}
				>
					{useCounts.map((count) => (
						<option key={count} value={count ?? ""}>
							{count === null ? t("unlimited") : t("useCount", { count })}
						</option>
					))}
				</Select>
				<Select
					label={t("expires")}
					value={draft.expiry}
					onChange={({ target }) => setDraft({ ...draft, expiry: target.value as Expiry })}
				>
					{(Object.keys(expiries) as Expiry[]).map((each) => (
						<option key={each} value={each}>
							{t(`expiry.${each}`)}
						</option>
					))}
				</Select>
			</div>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<div className="flex flex-wrap justify-end gap-2">
				<Button variant="ghost" onClick={() => onClose(false)}>
					{tWays("cancel")}
				</Button>
				<Button type="submit" variant="primary" busy={busy} busyLabel={tServer("saving")}>
					{tWays("makeCode")}
				</Button>
			</div>
		</form>
	);
}
