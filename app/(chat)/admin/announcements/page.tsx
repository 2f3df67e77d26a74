import { AdminPage, adminMetadata } from "../admin-page";
import { Announcements } from "./announcements";

export const generateMetadata = () => adminMetadata("announcements");

export default function AnnouncementsPage() {
	return (
		<AdminPage title="announcements">
			<Announcements />
		</AdminPage>
	);
}
