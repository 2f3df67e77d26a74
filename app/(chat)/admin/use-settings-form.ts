"use client";

import { type FormEvent, useState } from "react";
import { useWithProof } from "@/app/_chat/admin/admin-access";
import { changesOf, draftOf, type SettingsDraft } from "@/app/_client/admin/settings-draft";
import { focusFirstError } from "@/app/_client/forms/focus-field";
import { mergeFormValues } from "@/app/_client/forms/merge-form-values";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { InstanceSettings } from "@/lib/instance/fields";

type Names = keyof InstanceSettings;

/** A form for some of the settings, with a bar that saves them. */
export function useSettingsForm<Name extends Names>(
	settings: InstanceSettings,
	names: readonly Name[],
	save: (change: Partial<InstanceSettings>) => Promise<InstanceSettings>,
) {
	const tServer = useTranslations("serverSettings");
	const toast = useToast();
	const withProof = useWithProof();
	const saved = draftOf(settings, names);
	const [draft, setDraft] = useState(saved);
	const changes = changesOf(draft, settings);
	const { busy, failure, submit, forget } = useSubmit(async () => {
		const answered = draftOf(await withProof(() => save(changes)), names);
		setDraft((current) => mergeFormValues(current, draft, answered));
		toast({ text: tServer("saved") });
	});
	const count = Object.keys(changes).length;
	return {
		draft,
		change: (part: Partial<SettingsDraft<Name>>) => setDraft({ ...draft, ...part }),
		errorOf: (name: Name): string | undefined => failure?.fields[name],
		/** A failure that belongs to none of the fields. */
		failure: failure && names.some((name) => failure.fields[name]) ? undefined : failure,
		onSubmit: async (event: FormEvent<HTMLFormElement>) => {
			event.preventDefault();
			const form = event.currentTarget;
			if (count > 0 && !(await submit())) focusFirstError(form);
		},
		bar: {
			changes: count,
			busy,
			onDiscard: () => {
				setDraft(saved);
				forget();
			},
		},
	};
}
