"use client";

import { type FormEvent, useState } from "react";
import { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { channelPath } from "@/app/_client/paths";
import { mineKey } from "@/app/_client/servers/use-servers";
import { uuid } from "@/app/_client/uuid";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { Select } from "@/app/_ui/select";
import { Switch } from "@/app/_ui/switch";
import { TextField } from "@/app/_ui/text-field";
import { useToast } from "@/app/_ui/toast";
import type { Channel } from "@/lib/realtime/protocol";
import { ChannelRetentionForm } from "../retention/channel-retention";
import { useDuration } from "./use-duration";

type Props = {
	open: boolean;
	onOpenChange: (open: boolean) => void;
	serverId: number;
	/** The group of a new channel. */
	groupId?: number | undefined;
	channel?: Channel | undefined;
};

/** Creates a channel and opens it, or edits the one given. */
export function ChannelFormDialog({ open, onOpenChange, serverId, groupId, channel }: Props) {
	const t = useTranslations("server.channelForm");
	const [dirty, setDirty] = useState(false);
	return (
		<Dialog
			open={open}
			onOpenChange={onOpenChange}
			dirty={dirty}
			title={channel ? t("editHeading", { name: channel.name }) : t("createHeading")}
		>
			<ChannelForm
				serverId={serverId}
				groupId={groupId}
				channel={channel}
				onDirty={setDirty}
				onDone={() => onOpenChange(false)}
			/>
			{channel && <ChannelRetentionForm channel={channel} />}
		</Dialog>
	);
}

type FormProps = {
	serverId: number;
	groupId: number | undefined;
	channel?: Channel | undefined;
	onDirty: (dirty: boolean) => void;
	onDone: () => void;
};

function ChannelForm({ serverId, groupId, channel, onDirty, onDone }: FormProps) {
	const t = useTranslations("server.channelForm");
	const cancel = useTranslations("common")("cancel");
	const errorText = useErrorMessage();
	const toast = useToast();
	const navigate = useNavigate();
	const { mutate } = useSWRConfig();
	const [form, setForm] = useState({
		name: channel?.name ?? "",
		topic: channel?.topic ?? "",
		private: channel?.private ?? false,
	});
	const [slowModeSeconds, setSlowMode] = useState(channel?.slowModeSeconds ?? 0);
	const [tried, setTried] = useState(false);
	// A retry after a lost response must not create a second channel.
	const [nonce] = useState(uuid);
	const change = (part: Partial<typeof form>) => {
		setForm({ ...form, ...part });
		onDirty(true);
	};

	const name = toChannelName(form.name.trim());
	const { busy, failure, submit } = useSubmit(async () => {
		const answer = channel
			? await api.patch<{ channel: Channel }>(`/api/channels/${channel.id}`, { ...form, name, slowModeSeconds })
			: await api.post<{ channel: Channel }>(`/api/servers/${serverId}/channels`, {
					name,
					topic: form.topic,
					nonce,
					...(groupId !== undefined && { groupId }),
					// A channel of a group follows it, unless it is to be private or open by itself.
					...((groupId === undefined || form.private) && { private: form.private }),
				});
		await Promise.all([mutate(mineKey), mutate(`/api/servers/${serverId}`)]);
		onDirty(false);
		onDone();
		if (channel) return;
		toast({ text: t("created", { name: answer.channel.name }) });
		navigate(channelPath(serverId, answer.channel.id));
	});
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		if (isChannelName(name)) return void submit();
		focusField(event.currentTarget, "name");
	};
	const nameError = () => {
		if (failure?.code === "name_taken") return t("nameTaken");
		if (failure?.fields.name) return failure.fields.name;
		if (!tried || isChannelName(name)) return undefined;
		return name ? t("nameShape") : t("nameMissing");
	};

	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-4">
			<TextField
				name="name"
				label={t("name")}
				placeholder={t("namePlaceholder")}
				hint={t("nameHint")}
				autoComplete="off"
				maxLength={80}
				value={form.name}
				onChange={(event) => change({ name: event.target.value })}
				onBlur={() => setForm({ ...form, name })}
				error={nameError()}
			/>
			<TextField
				label={t("topic")}
				hint={t("topicHint")}
				autoComplete="off"
				maxLength={1000}
				value={form.topic}
				onChange={(event) => change({ topic: event.target.value })}
				error={failure?.fields.topic}
			/>
			<Switch
				label={t("private")}
				text={t("privateText")}
				checked={form.private}
				onChange={(isPrivate) => change({ private: isPrivate })}
			/>
			{channel && (
				<SlowModeSelect
					seconds={slowModeSeconds}
					onChange={(seconds) => {
						setSlowMode(seconds);
						onDirty(true);
					}}
				/>
			)}
			{failure && failure.code !== "name_taken" && <Alert tone="danger">{errorText(failure)}</Alert>}
			<DialogActions>
				<Button onClick={onDone}>{cancel}</Button>
				<Button type="submit" variant="primary" busy={busy} busyLabel={channel ? t("saving") : t("creating")}>
					{channel ? t("save") : t("create")}
				</Button>
			</DialogActions>
		</form>
	);
}

const slowModeChoices = [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600];

function SlowModeSelect({ seconds, onChange }: { seconds: number; onChange: (seconds: number) => void }) {
	const t = useTranslations("slowMode");
	const duration = useDuration();
	return (
		<Select
			label={t("label")}
			hint={t("hint")}
			value={seconds}
			onChange={({ target }) => onChange(Number(target.value))}
		>
			<option value={0}>{t("off")}</option>
			{slowModeChoices.map((choice) => (
				<option key={choice} value={choice}>
					{t("every", { time: duration(choice) })}
				</option>
			))}
		</Select>
	);
}

/** Turns typed text into a name the API accepts: lower case, dashes for white space. The user corrects the rest. */
const toChannelName = (typed: string) => typed.toLowerCase().normalize("NFC").replace(/\s+/g, "-");

const isChannelName = (name: string) => /^(?!\p{M})[\p{L}\p{M}\p{N}_-]{1,80}$/u.test(name);
