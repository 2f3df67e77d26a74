import { PublicText, publicTextMetadata } from "../public-text";

export const generateMetadata = () => publicTextMetadata("privacy");

export default function PrivacyPage() {
	return <PublicText page="privacy" />;
}
