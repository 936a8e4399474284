package io.pageconsistency.cli;

import java.util.Locale;

import picocli.CommandLine.Command;

import io.pageconsistency.Validation;
import io.pageconsistency.agent.output.console.Amounts;
import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;
import io.pageconsistency.cli.jvm.Management;
import io.pageconsistency.cli.jvm.Target;
import io.pageconsistency.cli.jvm.TargetCommand;

/** Checks the whole record now. */
@Command(name = "validate", description = {"Checks the whole record now.",
    "The status is 1 when a part of it was damaged, or violations have been found there. The agent reports them where it runs."})
final class ValidateCommand extends TargetCommand {
    @Override
    protected int run(Target attached) throws Refusal {
        try (Management management = Management.of(attached)) {
            Validation validation = management.validate();
            long violations = management.violations();
            out().println(words(validation, violations));
            return validation.getDamaged() + validation.getMismatches() == 0 && violations == 0 ? Status.OK : Status.FOUND;
        }
    }

    private static String books(Validation validation) {
        int looked = validation.getAudited();
        int unread = validation.getUnread();
        int mismatches = validation.getMismatches();
        if (looked + unread == 0) {
            return "";
        }
        return "; the pools' own books of " + Amounts.counted(looked, "region")
                + (mismatches == 0 ? " agree" : " differ in " + Amounts.counted(mismatches, "place") + ", and that is reported")
                + (unread == 0 ? "" : ", those of " + unread + " were in use");
    }

    /** @param violations the number of violations so far, including those just found */
    static String words(Validation validation, long violations) {
        int damaged = validation.getDamaged();
        return Amounts.counted(validation.getWords(), "cell") + " of " + Amounts.counted(validation.getRegions(), "region") + " in "
                + String.format(Locale.ROOT, "%.3f ms", validation.getNanos() / 1e6) + ": "
                + (damaged == 0 ? "none is damaged" : damaged + (damaged == 1 ? " is" : " are") + " damaged, and reported") + books(validation)
                + (violations == 0 ? "" : "; " + Amounts.counted(violations, "violation") + " found so far");
    }
}
