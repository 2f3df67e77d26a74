"use client";

import { type FormEvent, useState } from "react";
import { useSWRConfig } from "swr";
import { PictureField } from "@/app/_chat/pictures/picture-field";
import { SaveBar } from "@/app/_chat/settings/save-bar";
import { Face, PersonName } from "@/app/_chat/users/avatar-palettes";
import { ProfileDetails, Pronouns } from "@/app/_chat/users/profile-details";
import { useViewer } from "@/app/_client/account/use-viewer";
import { foldAccount } from "@/app/_client/account-settings/fold-settings";
import { api } from "@/app/_client/api";
import { focusFirstError } from "@/app/_client/forms/focus-field";
import { mergeFormValues } from "@/app/_client/forms/merge-form-values";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { TextArea, TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { OwnUser } from "@/lib/realtime/protocol";
import { changedFields } from "./profile/changed-fields";
import { LinksField } from "./profile/links-field";
import { cleanLinks, problemOf } from "./profile/profile-links";
import { TimeZoneField } from "./profile/time-zone-field";

type Draft = Pick<OwnUser, "displayName" | "bio" | "pronouns" | "links" | "timeZone">;

const draftOf = ({ displayName, bio, pronouns, links, timeZone }: OwnUser): Draft => ({
	displayName,
	bio,
	pronouns,
	links,
	timeZone,
});

export function ProfileForm({ user }: { user: OwnUser }) {
	const t = useTranslations("settings");
	const saved = useTranslations("serverSettings")("saved");
	const errorText = useErrorMessage();
	const toast = useToast();
	const { mutate } = useSWRConfig();
	const now = useViewer() ?? user;
	const [before, setBefore] = useState(draftOf(user));
	const [draft, setDraft] = useState(before);
	const [isChecked, setChecked] = useState(false);
	const changes = changedFields(draft, before);
	const { busy, failure, submit, forget } = useSubmit(async () => {
		const answer = await api.patch<{ user: OwnUser }>("/api/account", changes);
		setBefore(draftOf(answer.user));
		setChecked(false);
		setDraft((current) => mergeFormValues(current, draft, draftOf(answer.user)));
		toast({ text: saved });
		await foldAccount(mutate, answer);
	});
	const isNamed = draft.displayName.trim() !== "";
	const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = event.currentTarget;
		setChecked(true);
		const isRight = isNamed && draft.links.every((link) => problemOf(link) === null);
		if (!isRight || !(await submit())) focusFirstError(form);
	};

	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-5">
			<PictureField<{ user: OwnUser }>
				kind="avatar"
				path="/api/account/avatar"
				hasPicture={now.avatarUrl !== null}
				preview={<Face person={now} size={80} />}
				onChanged={(answer: { user: OwnUser }) => foldAccount(mutate, answer)}
			/>
			<Preview user={now} draft={draft} />
			<TextField
				name="displayName"
				label={t("displayName")}
				autoComplete="name"
				maxLength={100}
				value={draft.displayName}
				onChange={(event) => setDraft({ ...draft, displayName: event.target.value })}
				error={isNamed ? failure?.fields.displayName : t("nameMissing")}
			/>
			<TextArea
				label={t("bio")}
				hint={t("bioHint")}
				maxLength={1000}
				value={draft.bio}
				onChange={(event) => setDraft({ ...draft, bio: event.target.value })}
				error={failure?.fields.bio}
			/>
			<TextField
				label={t("pronouns")}
				hint={t("pronounsHint")}
				maxLength={40}
				value={draft.pronouns}
				onChange={(event) => setDraft({ ...draft, pronouns: event.target.value })}
				error={failure?.fields.pronouns}
			/>
			<LinksField links={draft.links} isChecked={isChecked} onChange={(links) => setDraft({ ...draft, links })} />
			<TimeZoneField timeZone={draft.timeZone} onChange={(timeZone) => setDraft({ ...draft, timeZone })} />
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<SaveBar
				changes={Object.keys(changes).length}
				busy={busy}
				onDiscard={() => {
					setDraft(before);
					setChecked(false);
					forget();
				}}
			/>
		</form>
	);
}

function Preview({ user, draft }: { user: OwnUser; draft: Draft }) {
	const t = useTranslations("settings");
	const since = useDateFormat().clock.date(user.createdAt);
	const name = draft.displayName.trim() || user.username;
	const pronouns = draft.pronouns.trim();
	return (
		<section aria-label={t("preview")}>
			<p className="mb-1.5 text-meta font-semibold">{t("preview")}</p>
			<div className="flex gap-4 rounded-xl border bg-raised p-4 shadow-floating">
				<Face person={user} name={name} size={56} />
				<div className="min-w-0 flex-1">
					<p dir="auto" className="text-section font-bold tracking-[-0.01em] wrap-anywhere">
						<PersonName person={user} name={name} />
					</p>
					<p className="text-meta text-text-muted">@{user.username}</p>
					{pronouns !== "" && <Pronouns text={pronouns} />}
					<p dir="auto" className="mt-2 line-clamp-6 whitespace-pre-line text-text wrap-anywhere">
						{draft.bio.trim() || <span className="text-text-faint">{t("bioEmpty")}</span>}
					</p>
					<ProfileDetails
						profile={{
							links: cleanLinks(draft.links).filter((link) => problemOf(link) === null),
							timeZone: draft.timeZone,
						}}
					/>
					<p className="mt-2 text-xs text-text-faint">{t("memberSince", { date: since })}</p>
				</div>
			</div>
		</section>
	);
}
