import { isConfigured } from "@/lib/mail/mail";
import { AdminPage, adminMetadata } from "../admin-page";
import { RegistrationCodes } from "./registration-codes";
import { RegistrationsSection } from "./registrations-section";
import { WaitingAccounts } from "./waiting-accounts";
import { WaysInSettings } from "./ways-in-settings";

export const generateMetadata = () => adminMetadata("waysIn");

export default function WaysInPage() {
	return (
		<AdminPage title="waysIn">
			<WaysInSettings hasMail={isConfigured()} />
			<WaitingAccounts />
			<RegistrationCodes />
			<RegistrationsSection />
		</AdminPage>
	);
}
