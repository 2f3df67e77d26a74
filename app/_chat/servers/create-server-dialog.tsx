"use client";

import { type FormEvent, useState } from "react";
import useSWR, { useSWRConfig } from "swr";
import { api } from "@/app/_client/api";
import { focusField } from "@/app/_client/forms/focus-field";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { firstChannelPath } from "@/app/_client/paths";
import { mineKey } from "@/app/_client/servers/use-servers";
import { uuid } from "@/app/_client/uuid";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { Select } from "@/app/_ui/select";
import { TextArea, TextField } from "@/app/_ui/text-field";
import type { Category, Server, Visibility } from "@/lib/realtime/protocol";
import { CategoryOptions, VisibilityField } from "./server-form-fields";

const blank = { name: "", categoryId: "", description: "", visibility: "public" as Visibility };

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

/** A dialog with one step. The new server opens in its first channel. */
export function CreateServerDialog({ open, onOpenChange }: Props) {
	const t = useTranslations("server.create");
	const [form, setForm] = useState(blank);
	const close = (next: boolean) => {
		onOpenChange(next);
		if (!next) setForm(blank);
	};
	return (
		<Dialog
			open={open}
			onOpenChange={close}
			dirty={form.name !== "" || form.description !== ""}
			title={t("heading")}
			text={t("text")}
		>
			<CreateServerForm form={form} setForm={setForm} onCreated={() => close(false)} />
		</Dialog>
	);
}

type FormProps = { form: typeof blank; setForm: (form: typeof blank) => void; onCreated: () => void };

function CreateServerForm({ form, setForm, onCreated }: FormProps) {
	const t = useTranslations("server.create");
	const errorText = useErrorMessage();
	const navigate = useNavigate();
	const { mutate } = useSWRConfig();
	const { data } = useSWR<{ categories: Category[] }>("/api/categories");
	const [tried, setTried] = useState(false);
	// A retry after a lost response must not create a second server.
	const [nonce] = useState(uuid);
	const change = (part: Partial<typeof blank>) => setForm({ ...form, ...part });

	const isPublic = form.visibility === "public";
	const missing = { name: !form.name.trim(), category: isPublic && !form.categoryId };
	const { busy, failure, submit } = useSubmit(async () => {
		const { server } = await api.post<{ server: Server }>("/api/servers", {
			...form,
			categoryId: isPublic ? Number(form.categoryId) : undefined,
			nonce,
		});
		await mutate(mineKey);
		onCreated();
		navigate(firstChannelPath(server.id, server.channels));
	});
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		if (missing.name || missing.category) {
			focusField(event.currentTarget, missing.name ? "name" : "category");
			return;
		}
		void submit();
	};

	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-4">
			<TextField
				name="name"
				label={t("name")}
				placeholder={t("namePlaceholder")}
				autoComplete="off"
				maxLength={100}
				value={form.name}
				onChange={(event) => change({ name: event.target.value })}
				error={tried && missing.name ? t("nameMissing") : failure?.fields.name}
			/>
			<VisibilityField
				value={form.visibility}
				publicText={t("publicText")}
				privateText={t("privateText")}
				columns="sm:grid-cols-2"
				onChange={(visibility) => change({ visibility })}
			/>
			{isPublic && (
				<Select
					name="category"
					label={t("category")}
					value={form.categoryId}
					onChange={(event) => change({ categoryId: event.target.value })}
					error={tried && missing.category ? t("categoryMissing") : failure?.fields.categoryId}
				>
					<option value="">{t("pickCategory")}</option>
					<CategoryOptions categories={data?.categories} />
				</Select>
			)}
			<TextArea
				label={t("description")}
				hint={t("descriptionHint")}
				rows={3}
				maxLength={1000}
				value={form.description}
				onChange={(event) => change({ description: event.target.value })}
				error={failure?.fields.description}
			/>
			{failure && <Alert tone="danger">{errorText(failure)}</Alert>}
			<Button type="submit" variant="primary" size="large" busy={busy} busyLabel={t("submitting")}>
				{t("submit")}
			</Button>
		</form>
	);
}
