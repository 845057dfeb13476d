import { errorPageTexts } from "@/client/texts/error-page";
import { RequestId } from "@/components/request-id";
import { requestIdOfPage } from "../_server/page-data";
import { PublicCard } from "./public-card";
import classes from "./shell.module.css";

const texts = errorPageTexts.notFound;

/** Instead of a page that is not there, or not for this visitor. */
export async function NotFoundCard() {
  return (
    <PublicCard title={texts.title}>
      <p>{texts.text}</p>
      <RequestId id={await requestIdOfPage()} />
      <div className={classes.actions}>
        <a href="/" className={classes.button}>
          {texts.home}
        </a>
      </div>
    </PublicCard>
  );
}
