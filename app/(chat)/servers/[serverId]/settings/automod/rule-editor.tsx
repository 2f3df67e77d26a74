"use client";

import { useEffect, useRef, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Select } from "@/app/_ui/select";
import { TextField } from "@/app/_ui/text-field";
import type { AutomodRule, DryRunResult, RuleKind, Server } from "@/lib/realtime/protocol";
import { ActionFields } from "./action-fields";
import { DryRun } from "./dry-run";
import { ExemptFields } from "./exempt-fields";
import { KindFields } from "./kind-fields";
import { draftOf, exemptOf, matcherOf, newDraft, type RuleDraft, ruleKinds, ruleOf } from "./rule-draft";

type Props = {
	server: Server;
	/** Null for a new one. */
	rule: AutomodRule | null;
	onSaved: (rule: AutomodRule) => void;
	onCancel: () => void;
};

/** Makes or changes a rule. It can be tried on the last messages before it is turned on. */
export function RuleEditor({ server, rule, onSaved, onCancel }: Props) {
	const t = useTranslations("automod");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const [draft, setDraft] = useState(() => (rule ? draftOf(rule) : newDraft(t("defaultMessage"))));
	const [result, setResult] = useState<DryRunResult>();
	const heading = useRef<HTMLHeadingElement>(null);
	// It takes the place of the list, and so of the button that had the focus.
	useEffect(() => heading.current?.focus(), []);
	const path = `/api/servers/${server.id}/automod`;
	const trial = useSubmit(async () => {
		setResult(undefined);
		const body = { rule: { ...matcherOf(draft), exempt: exemptOf(draft) } };
		setResult(await api.post<DryRunResult>(`${path}/dry-run`, body));
	});
	const saving = useSubmit(async (enabled: boolean) => {
		const { kind, ...fields } = { ...ruleOf(draft), enabled };
		const saved = rule
			? api.patch<{ rule: AutomodRule }>(`${path}/rules/${rule.id}`, fields, {
					headers: { "if-match": `"${rule.updatedAt}"` },
				})
			: api.post<{ rule: AutomodRule }>(`${path}/rules`, { kind, ...fields });
		onSaved((await saved).rule);
	});
	const change = (part: Partial<RuleDraft>) => {
		setDraft((now) => ({ ...now, ...part }));
		setResult(undefined);
	};
	const failure = saving.failure ?? trial.failure;
	const errors = failure?.fields ?? {};
	const isOn = rule?.enabled ?? false;
	return (
		<form
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				void trial.submit();
			}}
			className="grid grid-cols-[minmax(0,1fr)] gap-4"
		>
			<h2 ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none">
				{t(rule ? "changeHeading" : "newHeading")}
			</h2>
			<TextField
				label={t("fields.name")}
				maxLength={50}
				error={errors.name}
				value={draft.name}
				onChange={({ target }) => change({ name: target.value })}
			/>
			{!rule && (
				<Select
					label={t("fields.kind")}
					value={draft.kind}
					onChange={({ target }) => change({ kind: target.value as RuleKind })}
				>
					{ruleKinds.map((kind) => (
						<option key={kind} value={kind}>
							{t(`kinds.${kind}`)}
						</option>
					))}
				</Select>
			)}
			<KindFields draft={draft} errors={errors} onChange={change} />
			<ActionFields draft={draft} errors={errors} onChange={change} />
			<TextField
				label={t("fields.message")}
				hint={t("hints.message")}
				maxLength={200}
				error={errors.message}
				value={draft.message}
				onChange={({ target }) => change({ message: target.value })}
			/>
			<ExemptFields serverId={server.id} draft={draft} onChange={change} />
			<p className="text-meta text-text-faint">{t("alwaysExempt")}</p>
			<Button type="submit" className="justify-self-start" busy={trial.busy} busyLabel={t("trying")}>
				{t("try")}
			</Button>
			{result && <DryRun result={result} />}
			{failure && <Alert tone="danger">{Object.values(errors)[0] ?? errorText(failure)}</Alert>}
			<div className="flex flex-wrap gap-2">
				<Button variant="primary" busy={saving.busy} onClick={() => void saving.submit(true)}>
					{t(isOn ? "save" : "turnOn")}
				</Button>
				<Button onClick={() => void saving.submit(false)}>{t(isOn ? "turnOff" : "saveOff")}</Button>
				<Button variant="ghost" onClick={onCancel}>
					{cancel}
				</Button>
			</div>
		</form>
	);
}
