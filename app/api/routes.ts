import type { Resource } from "@/lib/http/router";
import * as avatar from "./account/avatar/route";
import * as accountChallenge from "./account/challenge/route";
import * as accountDelete from "./account/delete/route";
import * as emailResend from "./account/email/resend/route";
import * as email from "./account/email/route";
import * as emailVerify from "./account/email/verify/route";
import * as accountExportFile from "./account/export/file/route";
import * as accountExport from "./account/export/route";
import * as identity from "./account/identities/[identityId]/route";
import * as identities from "./account/identities/route";
import * as keywords from "./account/keywords/route";
import * as passkey from "./account/passkeys/[passkeyId]/route";
import * as passkeyOptions from "./account/passkeys/options/route";
import * as passkeys from "./account/passkeys/route";
import * as password from "./account/password/route";
import * as reauthenticatePasskey from "./account/reauthenticate/passkey/options/route";
import * as reauthenticateProvider from "./account/reauthenticate/providers/[providerId]/route";
import * as reauthenticate from "./account/reauthenticate/route";
import * as recoveryCodes from "./account/recovery-codes/route";
import * as account from "./account/route";
import * as ownSession from "./account/sessions/[sessionId]/route";
import * as ownSessions from "./account/sessions/route";
import * as accountSettings from "./account/settings/route";
import * as ownStorage from "./account/storage/route";
import * as totp from "./account/totp/route";
import * as accountUsername from "./account/username/route";
import { adminRoutes } from "./admin-routes";
import * as announcements from "./announcements/route";
import * as attachment from "./attachments/[attachmentId]/route";
import * as thumbnail from "./attachments/[attachmentId]/thumbnail/route";
import * as attachmentBounds from "./attachments/route";
import * as blockById from "./blocks/[userId]/route";
import * as blocks from "./blocks/route";
import * as categories from "./categories/route";
import * as channelAttachments from "./channels/[channelId]/attachments/route";
import * as draft from "./channels/[channelId]/draft/route";
import * as follow from "./channels/[channelId]/follow/route";
import * as channelLevel from "./channels/[channelId]/level/route";
import * as embedPicture from "./channels/[channelId]/messages/[seq]/embeds/[n]/picture/route";
import * as embed from "./channels/[channelId]/messages/[seq]/embeds/[n]/route";
import * as pin from "./channels/[channelId]/messages/[seq]/pin/route";
import * as pollEnd from "./channels/[channelId]/messages/[seq]/poll/end/route";
import * as reaction from "./channels/[channelId]/messages/[seq]/reactions/[emoji]/route";
import * as message from "./channels/[channelId]/messages/[seq]/route";
import * as savedMessage from "./channels/[channelId]/messages/[seq]/saved/route";
import * as thread from "./channels/[channelId]/messages/[seq]/thread/route";
import * as versions from "./channels/[channelId]/messages/[seq]/versions/route";
import * as votes from "./channels/[channelId]/messages/[seq]/votes/route";
import * as messages from "./channels/[channelId]/messages/route";
import * as followGroup from "./channels/[channelId]/overrides/follow/route";
import * as channelOverrides from "./channels/[channelId]/overrides/route";
import * as pins from "./channels/[channelId]/pins/route";
import * as read from "./channels/[channelId]/read/route";
import * as channelRetention from "./channels/[channelId]/retention/route";
import * as channel from "./channels/[channelId]/route";
import * as savedMarks from "./channels/[channelId]/saved/route";
import * as threads from "./channels/[channelId]/threads/route";
import * as unread from "./channels/[channelId]/unread/route";
import * as drafts from "./drafts/route";
import * as emojiPicture from "./emoji/[emojiId]/route";
import * as emojiStill from "./emoji/[emojiId]/still/route";
import * as explore from "./explore/route";
import * as groupOverrides from "./groups/[groupId]/overrides/route";
import * as group from "./groups/[groupId]/route";
import * as home from "./home/route";
import * as inboxRead from "./inbox/read/route";
import * as inbox from "./inbox/route";
import * as invitation from "./invitations/[serverId]/route";
import * as invitations from "./invitations/route";
import * as invite from "./invites/[code]/route";
import * as ownJoinRequests from "./join-requests/route";
import * as membership from "./membership/[serverId]/route";
import * as passwordForgot from "./password/forgot/route";
import * as passwordReset from "./password/reset/route";
import * as picture from "./pictures/[name]/route";
import * as reports from "./reports/route";
import * as roleMembers from "./roles/[roleId]/members/route";
import * as role from "./roles/[roleId]/route";
import * as appeal from "./sanctions/[actionId]/appeal/route";
import * as sanctions from "./sanctions/route";
import * as saved from "./saved/route";
import * as search from "./search/route";
import * as auditLog from "./servers/[serverId]/audit-log/route";
import * as automodDryRun from "./servers/[serverId]/automod/dry-run/route";
import * as automodRule from "./servers/[serverId]/automod/rules/[ruleId]/route";
import * as automodRules from "./servers/[serverId]/automod/rules/route";
import * as serverBanner from "./servers/[serverId]/banner/route";
import * as ban from "./servers/[serverId]/bans/[username]/route";
import * as bans from "./servers/[serverId]/bans/route";
import * as caseAssignees from "./servers/[serverId]/cases/[caseId]/assignees/route";
import * as escalateCase from "./servers/[serverId]/cases/[caseId]/escalate/route";
import * as oneCase from "./servers/[serverId]/cases/[caseId]/route";
import * as cases from "./servers/[serverId]/cases/route";
import * as channels from "./servers/[serverId]/channels/route";
import * as oneEmoji from "./servers/[serverId]/emoji/[emojiId]/route";
import * as emoji from "./servers/[serverId]/emoji/route";
import * as groups from "./servers/[serverId]/groups/route";
import * as serverIcon from "./servers/[serverId]/icon/route";
import * as sentInvitation from "./servers/[serverId]/invitations/[username]/route";
import * as sentInvitations from "./servers/[serverId]/invitations/route";
import * as invitesPause from "./servers/[serverId]/invites/pause/route";
import * as invites from "./servers/[serverId]/invites/route";
import * as layout from "./servers/[serverId]/layout/route";
import * as serverLevel from "./servers/[serverId]/level/route";
import * as memberNickname from "./servers/[serverId]/members/[username]/nickname/route";
import * as memberRole from "./servers/[serverId]/members/[username]/roles/[roleId]/route";
import * as member from "./servers/[serverId]/members/[username]/route";
import * as memberTimeout from "./servers/[serverId]/members/[username]/timeout/route";
import * as members from "./servers/[serverId]/members/route";
import * as moderationAction from "./servers/[serverId]/moderation-actions/[actionId]/route";
import * as bulkModeration from "./servers/[serverId]/moderation-actions/bulk/route";
import * as moderationActions from "./servers/[serverId]/moderation-actions/route";
import * as serverOwner from "./servers/[serverId]/owner/route";
import * as memberPermissions from "./servers/[serverId]/permissions/[username]/route";
import * as permissionPreview from "./servers/[serverId]/preview/route";
import * as raidMode from "./servers/[serverId]/raid-mode/route";
import * as raidWatch from "./servers/[serverId]/raid-watch/route";
import * as serverRead from "./servers/[serverId]/read/route";
import * as ownJoinRequest from "./servers/[serverId]/request/route";
import * as joinRequest from "./servers/[serverId]/requests/[requestId]/route";
import * as joinRequests from "./servers/[serverId]/requests/route";
import * as serverRetention from "./servers/[serverId]/retention/route";
import * as roleOrder from "./servers/[serverId]/roles/order/route";
import * as serverRoles from "./servers/[serverId]/roles/route";
import * as server from "./servers/[serverId]/route";
import * as rules from "./servers/[serverId]/rules/route";
import * as serverStorage from "./servers/[serverId]/storage/route";
import * as serverBySlug from "./servers/by-slug/[slug]/route";
import * as servers from "./servers/route";
import * as signInCallback from "./sign-in/callback/[providerId]/route";
import * as passkeySignInOptions from "./sign-in/passkey/options/route";
import * as passkeySignIn from "./sign-in/passkey/route";
import * as pendingLink from "./sign-in/pending/link/route";
import * as pendingRegister from "./sign-in/pending/register/route";
import * as pendingSignIn from "./sign-in/pending/route";
import * as signInProvider from "./sign-in/providers/[providerId]/route";
import * as signInProviders from "./sign-in/providers/route";
import * as signIn from "./sign-in/route";
import * as signInSecond from "./sign-in/second/route";
import * as block from "./users/[username]/block/route";
import * as user from "./users/[username]/route";
import * as users from "./users/route";

/**
 * Every API resource by its path. The request listener calls these handlers itself: behind Next a request costs ten
 * times as much.
 */
export const routes: Record<string, Resource> = {
	...adminRoutes,
	"/api/account": account,
	"/api/account/identities": identities,
	"/api/account/identities/[identityId]": identity,
	"/api/sign-in/callback/[providerId]": signInCallback,
	"/api/sign-in/pending": pendingSignIn,
	"/api/sign-in/pending/link": pendingLink,
	"/api/sign-in/pending/register": pendingRegister,
	"/api/sign-in/providers": signInProviders,
	"/api/sign-in/providers/[providerId]": signInProvider,
	"/api/account/avatar": avatar,
	"/api/account/challenge": accountChallenge,
	"/api/account/delete": accountDelete,
	"/api/account/email": email,
	"/api/account/email/resend": emailResend,
	"/api/account/email/verify": emailVerify,
	"/api/account/export": accountExport,
	"/api/account/export/file": accountExportFile,
	"/api/account/password": password,
	"/api/account/username": accountUsername,
	"/api/account/reauthenticate": reauthenticate,
	"/api/account/reauthenticate/passkey/options": reauthenticatePasskey,
	"/api/account/reauthenticate/providers/[providerId]": reauthenticateProvider,
	"/api/account/recovery-codes": recoveryCodes,
	"/api/account/totp": totp,
	"/api/account/passkeys": passkeys,
	"/api/account/passkeys/options": passkeyOptions,
	"/api/account/passkeys/[passkeyId]": passkey,
	"/api/sign-in/passkey": passkeySignIn,
	"/api/sign-in/passkey/options": passkeySignInOptions,
	"/api/sign-in": signIn,
	"/api/sign-in/second": signInSecond,
	"/api/account/sessions": ownSessions,
	"/api/account/sessions/[sessionId]": ownSession,
	"/api/account/storage": ownStorage,
	"/api/password/forgot": passwordForgot,
	"/api/password/reset": passwordReset,
	"/api/announcements": announcements,
	"/api/attachments": attachmentBounds,
	"/api/attachments/[attachmentId]": attachment,
	"/api/attachments/[attachmentId]/thumbnail": thumbnail,
	"/api/blocks": blocks,
	"/api/blocks/[userId]": blockById,
	"/api/account/keywords": keywords,
	"/api/account/settings": accountSettings,
	"/api/categories": categories,
	"/api/emoji/[emojiId]": emojiPicture,
	"/api/emoji/[emojiId]/still": emojiStill,
	"/api/explore": explore,
	"/api/home": home,
	"/api/inbox": inbox,
	"/api/inbox/read": inboxRead,
	"/api/pictures/[name]": picture,
	"/api/invites/[code]": invite,
	"/api/invitations": invitations,
	"/api/invitations/[serverId]": invitation,
	"/api/join-requests": ownJoinRequests,
	"/api/reports": reports,
	"/api/sanctions": sanctions,
	"/api/sanctions/[actionId]/appeal": appeal,
	"/api/search": search,
	"/api/servers": servers,
	"/api/servers/[serverId]": server,
	"/api/servers/by-slug/[slug]": serverBySlug,
	"/api/servers/[serverId]/icon": serverIcon,
	"/api/servers/[serverId]/banner": serverBanner,
	"/api/servers/[serverId]/audit-log": auditLog,
	"/api/servers/[serverId]/automod/rules": automodRules,
	"/api/servers/[serverId]/automod/rules/[ruleId]": automodRule,
	"/api/servers/[serverId]/automod/dry-run": automodDryRun,
	"/api/servers/[serverId]/bans": bans,
	"/api/servers/[serverId]/bans/[username]": ban,
	"/api/servers/[serverId]/cases": cases,
	"/api/servers/[serverId]/cases/[caseId]": oneCase,
	"/api/servers/[serverId]/cases/[caseId]/assignees": caseAssignees,
	"/api/servers/[serverId]/cases/[caseId]/escalate": escalateCase,
	"/api/servers/[serverId]/moderation-actions": moderationActions,
	"/api/servers/[serverId]/moderation-actions/bulk": bulkModeration,
	"/api/servers/[serverId]/moderation-actions/[actionId]": moderationAction,
	"/api/servers/[serverId]/invitations": sentInvitations,
	"/api/servers/[serverId]/invitations/[username]": sentInvitation,
	"/api/servers/[serverId]/invites": invites,
	"/api/servers/[serverId]/invites/pause": invitesPause,
	"/api/servers/[serverId]/level": serverLevel,
	"/api/servers/[serverId]/members": members,
	"/api/servers/[serverId]/members/[username]": member,
	"/api/servers/[serverId]/members/[username]/nickname": memberNickname,
	"/api/servers/[serverId]/members/[username]/timeout": memberTimeout,
	"/api/servers/[serverId]/members/[username]/roles/[roleId]": memberRole,
	"/api/servers/[serverId]/emoji": emoji,
	"/api/servers/[serverId]/emoji/[emojiId]": oneEmoji,
	"/api/servers/[serverId]/groups": groups,
	"/api/servers/[serverId]/layout": layout,
	"/api/servers/[serverId]/owner": serverOwner,
	"/api/servers/[serverId]/permissions/[username]": memberPermissions,
	"/api/servers/[serverId]/raid-mode": raidMode,
	"/api/servers/[serverId]/raid-watch": raidWatch,
	"/api/servers/[serverId]/retention": serverRetention,
	"/api/servers/[serverId]/preview": permissionPreview,
	"/api/servers/[serverId]/read": serverRead,
	"/api/servers/[serverId]/roles": serverRoles,
	"/api/servers/[serverId]/roles/order": roleOrder,
	"/api/groups/[groupId]": group,
	"/api/groups/[groupId]/overrides": groupOverrides,
	"/api/roles/[roleId]": role,
	"/api/roles/[roleId]/members": roleMembers,
	"/api/servers/[serverId]/request": ownJoinRequest,
	"/api/servers/[serverId]/requests": joinRequests,
	"/api/servers/[serverId]/requests/[requestId]": joinRequest,
	"/api/servers/[serverId]/rules": rules,
	"/api/servers/[serverId]/storage": serverStorage,
	"/api/servers/[serverId]/channels": channels,
	"/api/membership/[serverId]": membership,
	"/api/channels/[channelId]": channel,
	"/api/channels/[channelId]/attachments": channelAttachments,
	"/api/channels/[channelId]/level": channelLevel,
	"/api/channels/[channelId]/unread": unread,
	"/api/channels/[channelId]/messages": messages,
	"/api/channels/[channelId]/messages/[seq]": message,
	"/api/channels/[channelId]/messages/[seq]/reactions/[emoji]": reaction,
	"/api/channels/[channelId]/messages/[seq]/thread": thread,
	"/api/channels/[channelId]/threads": threads,
	"/api/channels/[channelId]/follow": follow,
	"/api/channels/[channelId]/read": read,
	"/api/channels/[channelId]/draft": draft,
	"/api/channels/[channelId]/messages/[seq]/embeds/[n]": embed,
	"/api/channels/[channelId]/messages/[seq]/embeds/[n]/picture": embedPicture,
	"/api/channels/[channelId]/messages/[seq]/pin": pin,
	"/api/channels/[channelId]/messages/[seq]/poll/end": pollEnd,
	"/api/channels/[channelId]/messages/[seq]/saved": savedMessage,
	"/api/channels/[channelId]/messages/[seq]/versions": versions,
	"/api/channels/[channelId]/messages/[seq]/votes": votes,
	"/api/channels/[channelId]/overrides": channelOverrides,
	"/api/channels/[channelId]/overrides/follow": followGroup,
	"/api/channels/[channelId]/pins": pins,
	"/api/channels/[channelId]/retention": channelRetention,
	"/api/channels/[channelId]/saved": savedMarks,
	"/api/drafts": drafts,
	"/api/saved": saved,
	"/api/users": users,
	"/api/users/[username]": user,
	"/api/users/[username]/block": block,
};
