package io.pageconsistency.agent.output.mbean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

import org.junit.jupiter.api.Test;

import io.pageconsistency.CheckResult;
import io.pageconsistency.Mode;
import io.pageconsistency.Operation;
import io.pageconsistency.PageConsistencyMXBean;
import io.pageconsistency.PoolFigures;
import io.pageconsistency.RegionFigures;
import io.pageconsistency.Validation;
import io.pageconsistency.ViolationFigures;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.jvm.Modes;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.region.Geometry;
import io.pageconsistency.region.Region;
import io.pageconsistency.report.Incident;

class FiguresTest {
    private static final int PAGE = 8192;
    private static final long ADDRESS = 1L << 32;

    private final Checker checker = new Checker();
    private final Ledger ledger = checker.ledger();
    private final Object owner = new Object();
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final ObjectName name = new ObjectName(PageConsistencyMXBean.NAME);
    private final List<String> notices = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();
    private final PageConsistencyMXBean bean;

    FiguresTest() throws Exception {
        Registration.in(server, new Figures(checker, "1.2.3", () -> unchecked, () -> "stopped"), notices::add);
        assertThat(notices).isEmpty();
        bean = JMX.newMXBeanProxy(server, name, PageConsistencyMXBean.class);
    }

    @Test
    void areThoseOfTheLedger() {
        Region region = ledger.open("one", owner, new Geometry(ADDRESS, 0, 64 * PAGE, PAGE, true), true);
        ledger.open("two", owner, new Geometry(0, 0, 8 * PAGE, PAGE, true), true);
        ledger.reserve(region, 0, 20);
        ledger.handOut(region, 0, 5, 0, 5 * PAGE);
        ledger.handOut(region, 5, 2, 5 * PAGE, 2 * PAGE);
        ledger.takeBack(region, 5, 2);
        ledger.takeBack(region, 5, 2);

        assertThat(bean.getVersion()).isEqualTo("1.2.3");
        assertThat(bean.getRegions()).isEqualTo(2);
        assertThat(bean.getTrackedBytes()).isEqualTo(72L * PAGE);
        assertThat(bean.getPagesReserved()).isEqualTo(20);
        assertThat(bean.getPagesHeld()).isEqualTo(5);
        assertThat(bean.getBitmapBytes()).isEqualTo(144);
        assertThat(bean.getOpenedRegionCount()).isEqualTo(2);
        assertThat(bean.getAllocationCount()).isEqualTo(2);
        assertThat(bean.getFreeCount()).isEqualTo(1);
        assertThat(bean.getViolationCount()).isEqualTo(1);
        assertThat(bean.getViolationCountByKind()).hasSize(ViolationKind.values().length)
                .containsEntry("DOUBLE_FREE", 1L).containsEntry("LEAK", 0L);
        assertThat(bean.getFollowUpCount()).isZero();
        assertThat(bean.getLeakCount()).isZero();
        assertThat(bean.getSwallowedErrorCount()).isZero();
        ledger.reports().swallow(new IllegalStateException("ours"));
        assertThat(bean.getSwallowedErrorCount()).isEqualTo(1);
    }

    /** By names and text, as a client does that has no classes of the agent. */
    @Test
    void theModeIsShownAndChanged() throws Exception {
        List<Mode> asked = new ArrayList<>();
        checker.modes().agent(new Modes.Switch() {
            @Override
            public Mode mode() {
                return asked.isEmpty() ? Mode.PRODUCTION : asked.get(asked.size() - 1);
            }

            @Override
            public Map<String, String> settings() {
                return Map.of("stacks", "all");
            }

            @Override
            public List<String> switchTo(Mode mode) {
                asked.add(mode);
                return List.of("fence stays off");
            }
        });

        assertThat(server.getAttribute(name, "Mode")).isEqualTo("PRODUCTION");
        assertThat(server.invoke(name, "switchMode", new Object[] {"TEST"}, new String[] {"java.lang.String"}))
                .isEqualTo(new String[] {"fence stays off"});
        assertThat(bean.getMode()).isEqualTo(Mode.TEST);
        assertThat(bean.getSettings()).isEqualTo(Map.of("stacks", "all"));
        assertThatThrownBy(() -> server.invoke(name, "switchMode", new Object[] {"tests"}, new String[] {"java.lang.String"}))
                .hasMessageContaining("tests");
        assertThat(asked).containsExactly(Mode.TEST);
    }

    @Test
    void operationsWorkAcrossVirtualMachines() throws Exception {
        ledger.open("one", owner, new Geometry(ADDRESS, 0, 64 * PAGE, PAGE, true), true);

        Validation validation = bean.validate();

        assertThat(validation.getWords()).isEqualTo(16);
        assertThat(validation.getDamaged()).isZero();
        assertThat(validation.getTrigger()).isEqualTo("demand");
        assertThat(bean.getValidationCount()).isEqualTo(1);
        assertThat(bean.check(ADDRESS)).isEqualTo(CheckResult.OK);
        assertThat(bean.check(0)).isEqualTo(CheckResult.NOT_TRACKED);
        // A client without the agent's classes gets standard types.
        assertThat(server.invoke(name, "validate", null, null)).isInstanceOf(CompositeData.class);
        assertThat(server.invoke(name, "check", new Object[] {ADDRESS}, new String[] {"long"})).isEqualTo("OK");
    }

    @Test
    void sumUpThePoolsAndNameTheFullestRegions() {
        Region first = ledger.open("one", owner, new Geometry(ADDRESS, 0, 64 * PAGE, PAGE, true), true);
        Region fullest = ledger.open("one", owner, new Geometry(ADDRESS + 64 * PAGE, 0, 16 * PAGE, PAGE, true), true);
        Region claimed = ledger.open("two", owner, new Geometry(0, 0, 8 * PAGE, PAGE, true), true);
        ledger.reserve(first, 0, 20);
        ledger.handOut(first, 0, 1, 0, PAGE);
        ledger.reserve(fullest, 0, 2);
        ledger.handOut(fullest, 0, 2, 0, 2 * PAGE);
        ledger.reserve(claimed, 0, 8);

        assertThat(bean.getPools()).containsOnlyKeys("one", "two");
        PoolFigures one = bean.getPools().get("one");
        assertThat(one.getRegions()).isEqualTo(2);
        assertThat(one.getTrackedBytes()).isEqualTo(80L * PAGE);
        assertThat(one.getPageCount()).isEqualTo(80);
        assertThat(one.getPagesReserved()).isEqualTo(22);
        assertThat(one.getPagesHeld()).isEqualTo(3);
        assertThat(one.getBitmapBytes()).isEqualTo(160);
        assertThat(bean.fullestRegions(10)).extracting(RegionFigures::getId)
                .containsExactly(fullest.id(), first.id(), claimed.id());
        RegionFigures second = bean.fullestRegions(2).get(1);
        assertThat(bean.fullestRegions(2)).hasSize(2);
        assertThat(second.getAllocator()).isEqualTo("one");
        assertThat(second.getAddress()).isEqualTo(ADDRESS);
        assertThat(second.getCapacity()).isEqualTo(64L * PAGE);
        assertThat(second.getPageSize()).isEqualTo(PAGE);
        assertThat(second.getPageCount()).isEqualTo(64);
        assertThat(second.getPagesReserved()).isEqualTo(20);
        assertThat(second.getPagesHeld()).isEqualTo(1);
        assertThat(bean.fullestRegions(0)).isEmpty();
        assertThatThrownBy(() -> bean.fullestRegions(-1)).hasMessageContaining("limit -1; allowed: 0 or more");
    }

    @Test
    void tellOfTheLastViolationAndOfWhatIsNotChecked() {
        Region region = ledger.open("one", owner, new Geometry(ADDRESS, 0, 64 * PAGE, PAGE, true), true);
        assertThat(bean.getLastViolation()).isNull();
        assertThat(bean.getUnchecked()).isEmpty();
        unchecked.add("half of it");
        ledger.reserve(region, 0, 20);
        ledger.handOut(region, 0, 4, 0, 4 * PAGE);
        ledger.takeBack(region, 0, 4);
        ledger.takeBack(region, 0, 4);
        // A follow-up must not replace its root cause as the last violation.
        ledger.report(Incident.of(ViolationKind.DOUBLE_FREE, Operation.RELEASE).in(region).followingFrom(1));

        ViolationFigures last = bean.getLastViolation();

        assertThat(last.getKind()).isEqualTo("DOUBLE_FREE");
        assertThat(last.getSequence()).isEqualTo(1);
        assertThat(last.getAllocator()).isEqualTo("one");
        assertThat(last.getRegionId()).isEqualTo(region.id());
        assertThat(last.getThread()).isEqualTo(Thread.currentThread().getName());
        assertThat(last.getEpochMillis()).isCloseTo(System.currentTimeMillis(), within(60_000L));
        assertThat(last.getExplanation()).isNotBlank();
        assertThat(last.getMemory()).startsWith("pages 0 to 3");
        assertThat(last.getFingerprint()).isNotBlank();
        assertThat(last.getRepeat()).isZero();
        assertThat(bean.getFaultCount()).isEqualTo(1);
        assertThat(bean.getViolationCountByFingerprint()).containsOnly(entry(last.getFingerprint(), 1L));
        assertThat(bean.getSuppressedCount()).isZero();
        assertThat(bean.getFollowUpCount()).isEqualTo(1);
        assertThat(bean.getUnchecked()).containsExactly("half of it");
    }

    @Test
    void arePlainNumbersWhereTheyAreFigures() throws Exception {
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
            assertThat(attribute.isWritable()).as(attribute.getName()).isFalse();
            assertThat(attribute.getType()).as(attribute.getName()).isIn(
                    Set.of("Version", "Mode").contains(attribute.getName()) ? Set.of("java.lang.String")
                            : Set.of("ViolationCountByKind", "ViolationCountByFingerprint", "Pools", "Settings").contains(attribute.getName())
                            ? Set.of("javax.management.openmbean.TabularData")
                            : attribute.getName().equals("LastViolation")
                            ? Set.of("javax.management.openmbean.CompositeData")
                            : attribute.getName().equals("Unchecked") ? Set.of("[Ljava.lang.String;")
                            : Set.of("long", "int"));
        }
    }

    @Test
    void aNameThatIsTakenIsSaidAndNoMore() {
        Registration.in(server, new Figures(checker, "1", List::of, () -> "stopped"), notices::add);

        assertThat(notices).singleElement().asString().startsWith("no management figures: ").contains("AlreadyExists");
    }
}
