"use client";

import { lazy } from "@/app/_ui/lazy";

// What a first look at a channel does without.
export const EmojiPopover = lazy(() => import("../emoji/emoji-popover").then((module) => module.EmojiPopover));
export const Shortcode = lazy(() => import("../emoji/shortcode").then((module) => module.Shortcode));
export const SuggestionList = lazy(() =>
	import("../composer/autocomplete/suggestion-list").then((module) => module.SuggestionList),
);
export const ConfirmMentionDialog = lazy(() =>
	import("../composer/confirm-mention-dialog").then((module) => module.ConfirmMentionDialog),
);
export const MessageToolbar = lazy(() => import("../messages/message-toolbar").then((module) => module.MessageToolbar));
export const MessageEditor = lazy(() => import("../messages/message-editor").then((module) => module.MessageEditor));
export const MessageContextMenu = lazy(() =>
	import("../messages/message-context-menu").then((module) => module.MessageContextMenu),
);
export const ChannelDetails = lazy(() => import("../channels/channel-details").then((module) => module.ChannelDetails));
export const DeleteChannelDialog = lazy(() =>
	import("../channels/delete-channel-dialog").then((module) => module.DeleteChannelDialog),
);
export const MessageActionSheet = lazy(() =>
	import("../messages/message-action-sheet").then((module) => module.MessageActionSheet),
);
export const MemberList = lazy(() => import("../users/member-list").then((module) => module.MemberList));
export const ThreadPanel = lazy(() => import("../threads/thread-panel").then((module) => module.ThreadPanel));
export const ThreadListPanel = lazy(() =>
	import("../threads/thread-list-panel").then((module) => module.ThreadListPanel),
);
export const SearchPanel = lazy(() => import("../search/search-panel").then((module) => module.SearchPanel));
export const DeleteMessageDialog = lazy(() =>
	import("../messages/delete-message-dialog").then((module) => module.DeleteMessageDialog),
);
export const CreateServerDialog = lazy(() =>
	import("../servers/create-server-dialog").then((module) => module.CreateServerDialog),
);
export const ChannelFormDialog = lazy(() =>
	import("../channels/channel-form-dialog").then((module) => module.ChannelFormDialog),
);
export const LeaveServerDialog = lazy(() =>
	import("../servers/leave-server-dialog").then((module) => module.LeaveServerDialog),
);
export const NotificationSettingsDialog = lazy(() =>
	import("../notifications/notification-settings-dialog").then((module) => module.NotificationSettingsDialog),
);
export const WindowIndicators = lazy(() => import("./window-indicators").then((module) => module.WindowIndicators));
export const UploadTray = lazy(() => import("../attachments/upload-tray").then((module) => module.UploadTray));
export const ImageAttachment = lazy(() =>
	import("../attachments/image-attachment").then((module) => module.ImageAttachment),
);
export const FileAttachment = lazy(() =>
	import("../attachments/file-attachment").then((module) => module.FileAttachment),
);
export const Lightbox = lazy(() => import("../attachments/lightbox").then((module) => module.Lightbox));
export const PinsPanel = lazy(() => import("../panels/pins-panel").then((module) => module.PinsPanel));
export const PollCard = lazy(() => import("../polls/poll-card").then((module) => module.PollCard));
export const PollDialog = lazy(() => import("../polls/poll-dialog").then((module) => module.PollDialog));
export const EditHistoryDialog = lazy(() =>
	import("../messages/edit-history-dialog").then((module) => module.EditHistoryDialog),
);
export const ReactedByDialog = lazy(() =>
	import("../messages/reacted-by-dialog").then((module) => module.ReactedByDialog),
);
export const QuickSwitcher = lazy(() =>
	import("../quick-switcher/quick-switcher").then((module) => module.QuickSwitcher),
);
export const ShortcutsDialog = lazy(() =>
	import("../keyboard/shortcuts-dialog").then((module) => module.ShortcutsDialog),
);
export const ProfileCard = lazy(() => import("../users/profile-card").then((module) => module.ProfileCard));
export const CustomStatusDialog = lazy(() =>
	import("../users/custom-status-dialog").then((module) => module.CustomStatusDialog),
);
export const NavigationShortcuts = lazy(() =>
	import("../keyboard/navigation-shortcuts").then((module) => module.NavigationShortcuts),
);
export const UnsentWords = lazy(() => import("../channels/unsent-text").then((module) => module.UnsentWords));
export const PendingPage = lazy(() => import("./pending-page").then((module) => module.PendingPage));
export const LiveAnnouncer = lazy(() =>
	import("../conversation/live-announcer").then((module) => module.LiveAnnouncer),
);
