package io.pageconsistency.agent.cli;

import java.util.Locale;

import picocli.CommandLine.Command;

import io.pageconsistency.Validation;
import io.pageconsistency.agent.report.Amounts;

/** Has the whole record looked at now. */
@Command(name = "validate", description = {"Has the whole record looked at now.",
    "The status is 1 when a part of it was damaged; what that was is reported where the agent runs."})
final class ValidateCommand extends TargetCommand {
    @Override
    int run(Target attached) throws Refusal {
        try (Management management = Management.of(attached)) {
            Validation validation = management.validate();
            out().println(words(validation));
            return validation.getDamaged() == 0 ? Status.OK : Status.FOUND;
        }
    }

    static String words(Validation validation) {
        int damaged = validation.getDamaged();
        return Amounts.counted(validation.getWords(), "word") + " of " + Amounts.counted(validation.getRegions(), "region") + " in "
                + String.format(Locale.ROOT, "%.3f ms", validation.getNanos() / 1e6) + ": "
                + (damaged == 0 ? "none is damaged" : damaged + (damaged == 1 ? " is" : " are") + " damaged, and reported");
    }
}
