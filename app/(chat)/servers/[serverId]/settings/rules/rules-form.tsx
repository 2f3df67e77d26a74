"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { SaveBar } from "@/app/_chat/settings/save-bar";
import { SettingsSection } from "@/app/_chat/settings/settings-page";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useSaveServer } from "@/app/_client/servers/use-save-server";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Switch } from "@/app/_ui/switch";
import { useToast } from "@/app/_ui/toast";
import type { Server } from "@/lib/realtime/protocol";
import { addRule, draftsOf, isSameRules, maxRules, moveRule, type RuleDraft, rulesIn } from "./rule-drafts";
import { RuleField } from "./rule-field";

/** The rules that members accept before they write. */
export function RulesForm({ server }: { server: Server }) {
	const t = useTranslations("rules");
	const tSettings = useTranslations("serverSettings");
	const errorText = useErrorMessage();
	const toast = useToast();
	const save = useSaveServer(server.id);
	const list = useRef<HTMLOListElement>(null);
	const [saved, setSaved] = useState(server.joinRequirements?.rules ?? []);
	const [drafts, setDrafts] = useState(draftsOf(saved));
	const [asksAgain, setAsksAgain] = useState(false);
	const rules = rulesIn(drafts);
	const isChanged = !isSameRules(rules, saved);
	const reset = (to: readonly string[]) => {
		setDrafts(draftsOf(to));
		setAsksAgain(false);
	};
	const { busy, failure, submit, forget } = useSubmit(async () => {
		const again = asksAgain && rules.length > 0 ? { askToAcceptAgain: true } : {};
		const { joinRequirements } = await save({ joinRequirements: { rules }, ...again });
		const now = joinRequirements?.rules ?? rules;
		setSaved(now);
		reset(now);
		toast({ text: tSettings("saved") });
	});
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		if (isChanged) void submit();
	};
	const focusOn = (index: number) =>
		requestAnimationFrame(() => list.current?.querySelectorAll("textarea")[Math.max(index, 0)]?.focus());
	const change = (index: number, part: Partial<RuleDraft>) =>
		setDrafts(drafts.map((draft, at) => (at === index ? { ...draft, ...part } : draft)));
	const move = (index: number, by: -1 | 1) => {
		setDrafts(moveRule(drafts, index, by));
		focusOn(Math.min(index + by, drafts.length - 1));
	};
	const remove = (index: number) => {
		setDrafts(drafts.filter((_, at) => at !== index));
		focusOn(index - 1);
	};
	const add = () => {
		setDrafts(addRule(drafts));
		focusOn(drafts.length);
	};
	return (
		<form noValidate onSubmit={onSubmit} className="grid grid-cols-[minmax(0,1fr)] gap-5">
			<SettingsSection title={t("heading")} text={t("text")}>
				<ol ref={list} className="grid gap-3 empty:hidden">
					{drafts.map((draft, index) => (
						<RuleField
							key={draft.key}
							number={index + 1}
							text={draft.text}
							isLast={index === drafts.length - 1}
							onChange={(text) => change(index, { text })}
							onMove={(by) => move(index, by)}
							onRemove={() => remove(index)}
						/>
					))}
				</ol>
				<div className="mt-3 flex flex-wrap items-center gap-3">
					<Button size="small" disabled={drafts.length >= maxRules} onClick={add}>
						<Plus size="1rem" aria-hidden="true" />
						{t("add")}
					</Button>
					{drafts.length >= maxRules && <p className="text-meta text-text-faint">{t("full", { count: maxRules })}</p>}
				</div>
			</SettingsSection>
			{isChanged && rules.length > 0 && saved.length > 0 && (
				<Switch label={t("askAgain")} text={t("askAgainText")} checked={asksAgain} onChange={setAsksAgain} />
			)}
			{failure && <Alert tone="danger">{failure.fields["joinRequirements.rules"] ?? errorText(failure)}</Alert>}
			<SaveBar
				changes={isChanged ? 1 : 0}
				busy={busy}
				onDiscard={() => {
					reset(saved);
					forget();
				}}
			/>
		</form>
	);
}
