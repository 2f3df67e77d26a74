"use client";

import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { permissionGroups } from "@/app/_chat/permissions/permission-groups";
import { useRoleName } from "@/app/_chat/permissions/use-role-name";
import { ColourField } from "@/app/_chat/roles/colour-field";
import { SaveBar } from "@/app/_chat/settings/save-bar";
import { focusField } from "@/app/_client/forms/focus-field";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { may } from "@/app/_client/servers/permissions";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Switch } from "@/app/_ui/switch";
import { TextField } from "@/app/_ui/text-field";
import type { Permission } from "@/lib/auth/permissions";
import { DeleteRoleDialog } from "./delete-role-dialog";
import { LockedNote } from "./locked-note";
import { PermissionRow } from "./permission-row";
import { PreviewButton } from "./preview-button";
import type { RoleDetailsProps } from "./role-details-props";
import { withPermission } from "./role-draft";
import { useRoleForm } from "./use-role-form";

/** The name, the look and the permissions of a role. @everyone has permissions only. */
export function RoleForm({ server, role, rank, onChanged, onDeleted }: RoleDetailsProps) {
	const t = useTranslations("roles");
	const roleName = useRoleName(role);
	const isBelow = role.position < rank;
	const errorText = useErrorMessage();
	const form = useRoleForm(role, onChanged);
	const { draft, change, failure } = form;
	const [deleting, setDeleting] = useState(false);
	const name = draft.name.trim();
	// Permissions that the role has already can be taken away, and put back.
	const mayGrant = (permission: Permission) => may(server, permission) || form.base.permissions.includes(permission);
	const onSubmit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		if (name || role.everyone) return void form.submit();
		focusField(event.currentTarget, "name");
	};
	const nameError = () => {
		if (!name) return t("nameMissing");
		return failure?.code === "name_taken" ? t("nameTaken") : failure?.fields.name;
	};
	const isElsewhere = failure && failure.code !== "name_taken" && failure.code !== "conflict" && !failure.fields.name;
	return (
		<form noValidate onSubmit={onSubmit} className="grid gap-5">
			{!isBelow && <LockedNote>{t("lockedRole")}</LockedNote>}
			{role.everyone ? (
				<p className="text-text-muted">{t("everyoneText")}</p>
			) : (
				<>
					<div className="flex flex-wrap gap-x-4 gap-y-4">
						<div className="w-65 max-md:w-full">
							<TextField
								name="name"
								label={t("name")}
								autoComplete="off"
								maxLength={50}
								readOnly={!isBelow}
								value={draft.name}
								onChange={(event) => change({ name: event.target.value })}
								error={nameError()}
							/>
						</div>
						<ColourField value={draft.colour} disabled={!isBelow} onChange={(colour) => change({ colour })} />
					</div>
					<div className="grid gap-3">
						{(["hoist", "mentionable", "selfAssignable"] as const).map((field) => (
							<Switch
								key={field}
								label={t(`${field}.name`)}
								text={t(`${field}.text`, { handle: role.handle })}
								checked={draft[field]}
								disabled={!isBelow}
								onChange={(isOn) => change({ [field]: isOn })}
							/>
						))}
					</div>
				</>
			)}
			{permissionGroups.map((group) => (
				<section key={group.name} aria-labelledby={`group-${group.name}`}>
					<h3 id={`group-${group.name}`} className="text-meta font-bold text-text-faint">
						{t(`groups.${group.name}`)}
					</h3>
					<ul>
						{group.permissions.map((permission) => (
							<PermissionRow
								key={permission}
								serverId={server.id}
								permission={permission}
								checked={draft.permissions.includes(permission)}
								lock={!isBelow ? "role" : mayGrant(permission) ? null : "permission"}
								onChange={(isOn) => change(withPermission(draft, permission, isOn))}
							/>
						))}
					</ul>
				</section>
			))}
			<div className="flex flex-wrap gap-2.5">
				{role.position <= rank && <PreviewButton server={server} role={role} />}
				{!role.everyone && isBelow && (
					<Button variant="dangerOutline" onClick={() => setDeleting(true)}>
						<Trash2 size="1rem" aria-hidden="true" />
						{t("delete")}
					</Button>
				)}
			</div>
			{isElsewhere && <Alert tone="danger">{errorText(failure)}</Alert>}
			{form.isConflict && (
				<div className="flex flex-wrap items-center gap-2.5">
					<Alert tone="danger">{t("conflict", { name: roleName })}</Alert>
					<Button size="small" onClick={() => void form.review()}>
						{t("review")}
					</Button>
				</div>
			)}
			<SaveBar changes={form.changes} busy={form.busy} onDiscard={form.discard} />
			{deleting && (
				<DeleteRoleDialog
					role={role}
					onClose={() => setDeleting(false)}
					onDeleted={async () => {
						onDeleted();
						await onChanged();
					}}
				/>
			)}
		</form>
	);
}
