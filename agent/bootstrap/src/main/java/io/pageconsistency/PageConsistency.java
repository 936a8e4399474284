package io.pageconsistency;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.function.Supplier;

import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.HeldByPlace;
import io.pageconsistency.ledger.Holdings;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * What a program can ask about the checking of its own virtual machine.
 *
 * <p>These classes come from the agent, on the boot class path. Compile against them, ship none of them, and without the
 * agent expect a {@link NoClassDefFoundError}. Thread-safe.
 */
public final class PageConsistency {
    private static final Checker CHECKER = Checker.ofThisJvm(MethodHandles.lookup());
    private static final Ledger LEDGER = CHECKER.ledger();

    private PageConsistency() {
    }

    /** Whether an agent is checking this virtual machine. */
    public static boolean isActive() {
        return CHECKER.regions().isInstalled();
    }

    /**
     * How thoroughly everything is checked.
     *
     * @throws IllegalStateException when no agent is at work
     */
    public static Mode mode() {
        return CHECKER.modes().mode();
    }

    /**
     * Has everything checked as thoroughly as a mode says, as far as that can be changed while the agent is at work. What was given to
     * the agent option by option stays as it is.
     *
     * @return what stays as it is and is otherwise in this mode, and why, a line each
     * @throws IllegalStateException when no agent is at work
     */
    public static List<String> switchMode(Mode mode) {
        return CHECKER.modes().to(mode);
    }

    /** Root causes so far, of all kinds that count. */
    public static long violations() {
        return LEDGER.reports().violations();
    }

    /** Root causes of one kind so far; always 0 for {@link ViolationKind#LEAK}, see {@link #leaks()}. */
    public static long violations(ViolationKind kind) {
        return LEDGER.reports().violations(kind);
    }

    /** Findings so far that follow from an earlier one. */
    public static long followUps() {
        return LEDGER.reports().followUps();
    }

    /** Leaks so far: regions whose pool was collected while memory of theirs was held, and runs kept for nobody. */
    public static long leaks() {
        return LEDGER.reports().leaks();
    }

    /** Findings so far for which nothing but an appearance speaks, and which are not counted: {@link Violation#isSuspect()}. */
    public static long suspects() {
        return LEDGER.reports().suspects();
    }

    /** Pages that users hold now, be it whole or by at least one slot; exact while nothing moves. */
    public static long pagesHeld() {
        return LEDGER.regions().stream().mapToLong(Region::pagesHeld).sum();
    }

    /** Pages that allocators have claimed now; exact while nothing moves. */
    public static long pagesReserved() {
        return LEDGER.regions().stream().mapToLong(Region::pagesReserved).sum();
    }

    /** How often memory crossed to a user; exact while nothing moves, in a program without violations. */
    public static long allocations() {
        return LEDGER.transfers().handOuts();
    }

    /** How often memory crossed back; violations are not counted in. */
    public static long frees() {
        return LEDGER.transfers().takeBacks();
    }

    /** Regions open now. */
    public static int regions() {
        return LEDGER.regions().count();
    }

    /** Errors in the agent's own code that the application was spared; anything but 0 is a defect. */
    public static long swallowedErrors() {
        return LEDGER.reports().swallowedErrors();
    }

    /** The first of those errors, or null. */
    public static Throwable firstSwallowedError() {
        return LEDGER.reports().firstSwallowedError();
    }

    /**
     * Checks every cell of the record, and reports damage as a violation. Exact also while others allocate.
     *
     * @throws PageConsistencyError if any was, where violations are thrown
     */
    public static Validation validate() {
        Ledger ledger = LEDGER;
        return ledger.policy().scanned(ledger::validate);
    }

    /** How the record of the memory at an address stands; changes and reports nothing. */
    public static CheckResult check(long address) {
        return LEDGER.check(address);
    }

    /** What is held now, piece by piece, in no particular order; exact while nothing moves. Looks at all bitmaps. */
    public static List<Holding> holdings() {
        return Holdings.all(LEDGER);
    }

    /**
     * Who holds memory now, by the calls that took it; exact while nothing moves, but for what it says itself to be estimated. Looks
     * at all bitmaps.
     *
     * @param limit how many holders are wanted at most; 0 or more
     */
    public static HeldMemory holders(int limit) {
        return HeldByPlace.of(LEDGER, limit, false);
    }

    /** All there is to say about a finding: the lines that are printed for it, without the prefix of the first. */
    public static String report(Violation violation) {
        return LEDGER.reports().inWords(violation);
    }

    /**
     * Has the virtual machine end with status 70 instead of 0 if there is reason to. Whoever is to be asked is kept until then,
     * with all that it refers to.
     *
     * @param reason asked when all shutdown hooks have ended; what it says is printed after the word "because", or null for none
     * @throws IllegalStateException when no agent is there, or this JDK does not let the status be changed
     */
    public static void failAtExit(Supplier<String> reason) {
        CHECKER.ending().object(reason);
    }

    /** Has a listener told of every finding from now on, until it is removed or its class is unloaded. */
    public static void addListener(ViolationListener listener) {
        ApplicationListener.keep(listener);
        LEDGER.reports().add(new ApplicationListener(listener));
    }

    /** Ends what {@link #addListener} began; nothing happens when the listener is not there. */
    public static void removeListener(ViolationListener listener) {
        LEDGER.reports().remove(new ApplicationListener(listener));
        ApplicationListener.letGo(listener);
    }
}
