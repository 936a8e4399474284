package io.pageconsistency;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.function.Supplier;

import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.HeldByStack;
import io.pageconsistency.ledger.Holdings;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Region;

/**
 * Lets a program query and control the checking of its own virtual machine.
 *
 * <p>The agent puts these classes on the boot class path. Compile against them, but do not ship them. Without the agent a call
 * fails with a {@link NoClassDefFoundError}. Thread-safe.
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
     * The current mode.
     *
     * @throws IllegalStateException if no agent is active
     */
    public static Mode mode() {
        return CHECKER.modes().mode();
    }

    /**
     * Switches to a mode, as far as its options can be changed while the agent runs. Options that the user set one by one keep
     * their values.
     *
     * @return one line for each option that keeps a value other than the mode's, with the reason
     * @throws IllegalStateException if no agent is active
     */
    public static List<String> switchMode(Mode mode) {
        return CHECKER.modes().switchTo(mode);
    }

    /** Violations so far: root causes of all kinds that count. */
    public static long violations() {
        return LEDGER.reports().violations();
    }

    /** Violations of one kind so far; always 0 for {@link ViolationKind#LEAK}, see {@link #leaks()}. */
    public static long violations(ViolationKind kind) {
        return LEDGER.reports().violations(kind);
    }

    /** Findings so far that an earlier violation explains. */
    public static long followUps() {
        return LEDGER.reports().followUps();
    }

    /** Leaks so far: regions whose pool was collected while their memory was held, and runs that a pool keeps without need. */
    public static long leaks() {
        return LEDGER.reports().leaks();
    }

    /** Findings so far that may be false and are therefore not counted: {@link Violation#isSuspect()}. */
    public static long suspects() {
        return LEDGER.reports().suspects();
    }

    /** Pages of which users now hold all or at least one slot; exact while no memory is handed out or taken back. */
    public static long pagesHeld() {
        return LEDGER.regions().stream().mapToLong(Region::pagesHeld).sum();
    }

    /** Pages that allocators have claimed now; exact while no page is claimed or freed. */
    public static long pagesReserved() {
        return LEDGER.regions().stream().mapToLong(Region::pagesReserved).sum();
    }

    /** Hand-outs so far; exact in a program without violations, while no memory is handed out or taken back. */
    public static long allocations() {
        return LEDGER.transfers().handOuts();
    }

    /** Take-backs so far, without those that were violations. */
    public static long frees() {
        return LEDGER.transfers().takeBacks();
    }

    /** Regions open now. */
    public static int regions() {
        return LEDGER.regions().count();
    }

    /** Errors in the agent's own code, which were kept from the application. Anything but 0 is a defect of the agent. */
    public static long swallowedErrors() {
        return LEDGER.reports().swallowedErrors();
    }

    /** The first of those errors, or null. */
    public static Throwable firstSwallowedError() {
        return LEDGER.reports().firstSwallowedError();
    }

    /**
     * Checks every cell of the record, and reports damage as a violation. Exact even while other threads allocate.
     *
     * @throws PageConsistencyError if the check found a violation and the option {@code on-violation} is {@code throw}
     */
    public static Validation validate() {
        Ledger ledger = LEDGER;
        return ledger.policy().scanned(ledger::validate);
    }

    /** Checks the record for the memory at an address; changes and reports nothing. */
    public static CheckResult check(long address) {
        return LEDGER.check(address);
    }

    /**
     * All memory that is held now, piece by piece, in no particular order. Reads the whole record; exact while no memory is
     * transferred.
     */
    public static List<Holding> holdings() {
        return Holdings.all(LEDGER);
    }

    /**
     * Who holds memory now, grouped by the calls that took it. Reads the whole record; exact while no memory is transferred, except
     * for the figures that {@link HolderFigures} calls estimates.
     *
     * @param limit the largest number of holders to return; 0 or more
     */
    public static HeldMemory holders(int limit) {
        return HeldByStack.of(LEDGER, limit, false);
    }

    /** The full report of a finding: the lines that the agent prints for it, without the prefix of the first line. */
    public static String report(Violation violation) {
        return LEDGER.reports().inWords(violation);
    }

    /**
     * Lets the virtual machine end with status 70 instead of 0 if the supplier gives a reason. The agent keeps the supplier, and
     * all that it refers to, alive until then.
     *
     * @param reason called after all shutdown hooks have ended. Its answer is printed after the word "because"; null means no
     *        reason
     * @throws IllegalStateException if no agent is active, or if this JDK does not allow the status to be changed
     */
    public static void failAtExit(Supplier<String> reason) {
        CHECKER.ending().addObjection(reason);
    }

    /** Registers a listener for every finding from now on, until it is removed or its class is unloaded. */
    public static void addListener(ViolationListener listener) {
        ApplicationListener.keep(listener);
        LEDGER.reports().add(new ApplicationListener(listener));
    }

    /** Removes a listener; does nothing if it is not registered. */
    public static void removeListener(ViolationListener listener) {
        LEDGER.reports().remove(new ApplicationListener(listener));
        ApplicationListener.letGo(listener);
    }
}
