"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useSWRConfig } from "swr";
import { PictureField } from "@/app/_chat/pictures/picture-field";
import { ServerCover } from "@/app/_chat/servers/server-cover";
import { CategoryOptions, VisibilityField } from "@/app/_chat/servers/server-form-fields";
import { ServerIcon } from "@/app/_chat/servers/server-icon";
import { SaveBar } from "@/app/_chat/settings/save-bar";
import { api } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { mergeFormValues } from "@/app/_client/forms/merge-form-values";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { mineKey } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Select } from "@/app/_ui/select";
import { TextArea, TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Category, Server, Visibility } from "@/lib/realtime/protocol";

type Draft = { name: string; description: string; categoryId: number; visibility: Visibility };

const draftOf = ({ name, description, category, visibility }: Server): Draft => ({
	name,
	description,
	categoryId: category.id,
	visibility,
});

export function OverviewForm({ server, categories }: { server: Server; categories: Category[] }) {
	const t = useTranslations("serverSettings");
	const nameMissing = useTranslations("server.create")("nameMissing");
	const bannerHint = useTranslations("pictures")("bannerHint");
	const errorText = useErrorMessage();
	const toast = useToast();
	const router = useRouter();
	const { mutate } = useSWRConfig();
	const [saved, setSaved] = useState(draftOf(server));
	const [draft, setDraft] = useState(saved);
	const [pictures, setPictures] = useState(server);
	const onPicture = async (answer: { server: Server }) => {
		setPictures(answer.server);
		await Promise.all([mutate(mineKey), mutate(`/api/servers/${server.id}`)]);
	};
	const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });

	// Only changed fields are sent, because another user may be changing the others.
	const changes = Object.fromEntries(
		Object.entries(draft).filter(([field, value]) => value !== saved[field as keyof Draft]),
	);
	const { busy, failure, submit, forget } = useSubmit(async () => {
		const answer = await api.patch<{ server: Server }>(`/api/servers/${server.id}`, changes);
		setSaved(draftOf(answer.server));
		setDraft((current) => mergeFormValues(current, draft, draftOf(answer.server)));
		toast({ text: t("saved") });
		await Promise.all([mutate(mineKey), mutate(`/api/servers/${server.id}`)]);
		router.refresh();
	});
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		if (draft.name.trim()) return void submit();
		focusField(event.currentTarget, "name");
	};

	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-5">
			<div className="grid gap-1">
				<PictureField<{ server: Server }>
					kind="icon"
					path={`/api/servers/${server.id}/icon`}
					hasPicture={pictures.iconUrl !== null}
					preview={<ServerIcon server={{ ...pictures, name: draft.name.trim() || server.name }} size={80} />}
					onChanged={onPicture}
				/>
				<PictureField<{ server: Server }>
					kind="banner"
					path={`/api/servers/${server.id}/banner`}
					hasPicture={pictures.bannerUrl !== null}
					hint={bannerHint}
					preview={<ServerCover server={pictures} wide className="aspect-4/1 w-full rounded-sheet" />}
					onChanged={onPicture}
				/>
			</div>
			<TextField
				name="name"
				label={t("name")}
				autoComplete="off"
				maxLength={100}
				value={draft.name}
				onChange={(event) => change({ name: event.target.value })}
				error={draft.name.trim() ? failure?.fields.name : nameMissing}
			/>
			<TextArea
				label={t("description")}
				hint={t("descriptionHint")}
				rows={5}
				maxLength={1000}
				value={draft.description}
				onChange={(event) => change({ description: event.target.value })}
				error={failure?.fields.description}
			/>
			<Select
				label={t("category")}
				value={draft.categoryId}
				onChange={(event) => change({ categoryId: Number(event.target.value) })}
				error={failure?.fields.categoryId}
			>
				<CategoryOptions categories={categories} />
			</Select>
			<VisibilityField
				value={draft.visibility}
				publicText={t("publicText")}
				privateText={t("privateText")}
				onChange={(visibility) => change({ visibility })}
			/>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<SaveBar
				changes={Object.keys(changes).length}
				busy={busy}
				onDiscard={() => {
					setDraft(saved);
					forget();
				}}
			/>
		</form>
	);
}
