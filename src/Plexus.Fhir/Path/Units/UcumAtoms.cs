using System.Collections.Frozen;

namespace Plexus.Fhir.Paths;

/// <summary>A unit by its definition: a number times other units; base and arbitrary units stand for themselves.</summary>
/// <param name="Code">Case-sensitive UCUM code.</param>
/// <param name="Factor">A decimal number, with an exponent where it is long.</param>
/// <param name="Definition">The units that the factor multiplies; null for a base or arbitrary unit.</param>
/// <param name="IsMetric">Whether it takes prefixes.</param>
internal sealed record UcumAtom(string Code, string Factor, string? Definition, bool IsMetric);

/// <summary>The units of measure that clinical data uses. Logarithmic units are left out: they do not convert by a factor.</summary>
/// <remarks>Facts of the UCUM essence table; arbitrary units such as <c>[iU]</c> convert to nothing else.</remarks>
internal static class UcumAtoms
{
    internal static readonly FrozenDictionary<string, UcumAtom> All = new UcumAtom[]
    {
        // Base units; mass is based on the gram.
        new("m", "1", null, true), new("s", "1", null, true), new("g", "1", null, true), new("rad", "1", null, true),
        new("K", "1", null, true), new("C", "1", null, true), new("cd", "1", null, true),

        // Numbers without dimension.
        new("10*", "10", "1", false), new("10^", "10", "1", false), new("[pi]", "3.1415926535897932384626433832795", "1", false),
        new("%", "0.01", "1", false), new("[ppth]", "0.001", "1", false), new("[ppm]", "1e-6", "1", false),
        new("[ppb]", "1e-9", "1", false), new("[pptr]", "1e-12", "1", false),
        new("mol", "6.0221367e23", "1", true), new("eq", "1", "mol", true), new("osm", "1", "mol", true),
        new("kat", "1", "mol/s", true), new("U", "1", "umol/min", true),

        // Time. A year of UCUM is the Julian one, a month its twelfth.
        new("min", "60", "s", false), new("h", "60", "min", false), new("d", "24", "h", false), new("wk", "7", "d", false),
        new("a_j", "365.25", "d", false), new("a", "1", "a_j", false), new("a_t", "365.24219", "d", false), new("a_g", "365.2425", "d", false),
        new("mo_j", "30.4375", "d", false), new("mo", "1", "mo_j", false), new("mo_g", "30.436875", "d", false), new("mo_s", "29.53059", "d", false),

        // Derived units of the International System and those used with it.
        new("sr", "1", "rad2", true), new("Hz", "1", "s-1", true), new("N", "1", "kg.m/s2", true), new("Pa", "1", "N/m2", true),
        new("J", "1", "N.m", true), new("W", "1", "J/s", true), new("A", "1", "C/s", true), new("V", "1", "J/C", true),
        new("F", "1", "C/V", true), new("Ohm", "1", "V/A", true), new("S", "1", "Ohm-1", true), new("Wb", "1", "V.s", true),
        new("T", "1", "Wb/m2", true), new("H", "1", "Wb/A", true), new("lm", "1", "cd.sr", true), new("lx", "1", "lm/m2", true),
        new("Bq", "1", "s-1", true), new("Gy", "1", "J/kg", true), new("Sv", "1", "J/kg", true), new("Ci", "37e9", "Bq", true),
        new("R", "0.000258", "C/kg", true), new("RAD", "0.01", "J/kg", true), new("REM", "1", "RAD", true),
        new("deg", "2", "[pi].rad/360", false), new("'", "1", "deg/60", false), new("''", "1", "'/60", false), new("gon", "0.9", "deg", false),
        new("l", "1", "dm3", true), new("L", "1", "l", true), new("ar", "100", "m2", true), new("t", "1000", "kg", true),
        new("bar", "100000", "Pa", true), new("atm", "101325", "Pa", false), new("u", "1.6605402e-24", "g", true),
        new("eV", "1.60217733e-19", "J", true), new("dyn", "1", "g.cm/s2", true), new("erg", "1", "dyn.cm", true), new("P", "1", "dyn.s/cm2", true),
        new("G", "0.0001", "T", true), new("Ao", "0.1", "nm", false), new("b", "100", "fm2", false), new("m[H2O]", "9.80665", "kPa", true),
        new("m[Hg]", "133.322", "kPa", true), new("[g]", "9.80665", "m/s2", true),
        new("cal", "4.184", "J", true), new("cal_th", "4.184", "J", true), new("cal_IT", "4.1868", "J", true), new("[Cal]", "1", "kcal_th", false),
        new("[degR]", "5", "K/9", false), new("Lmb", "1", "cd/cm2/[pi]", true), new("sph", "4", "[pi].sr", false), new("circ", "2", "[pi].rad", false),

        // Imperial and customary units.
        new("[in_i]", "2.54", "cm", false), new("[ft_i]", "12", "[in_i]", false), new("[yd_i]", "3", "[ft_i]", false),
        new("[mi_i]", "5280", "[ft_i]", false), new("[nmi_i]", "1852", "m", false), new("[fth_i]", "6", "[ft_i]", false), new("[mil_i]", "0.001", "[in_i]", false),
        new("[sin_i]", "1", "[in_i]2", false), new("[sft_i]", "1", "[ft_i]2", false), new("[cin_i]", "1", "[in_i]3", false), new("[cft_i]", "1", "[ft_i]3", false),
        new("[gr]", "64.79891", "mg", false), new("[lb_av]", "7000", "[gr]", false), new("[oz_av]", "1", "[lb_av]/16", false),
        new("[dr_av]", "1", "[oz_av]/16", false), new("[stone_av]", "14", "[lb_av]", false), new("[lbf_av]", "1", "[lb_av].[g]", false),
        new("[psi]", "1", "[lbf_av]/[in_i]2", false), new("[gal_us]", "231", "[in_i]3", false), new("[qt_us]", "1", "[gal_us]/4", false),
        new("[pt_us]", "1", "[qt_us]/2", false), new("[cup_us]", "16", "[tbs_us]", false), new("[foz_us]", "1", "[pt_us]/16", false),
        new("[tbs_us]", "1", "[foz_us]/2", false), new("[tsp_us]", "1", "[tbs_us]/3", false), new("[gal_br]", "4.54609", "l", false),
        new("[qt_br]", "1", "[gal_br]/4", false), new("[pt_br]", "1", "[qt_br]/2", false), new("[foz_br]", "1", "[pt_br]/20", false),
        new("[drp]", "1", "ml/20", false), new("[cup_m]", "240", "mL", false), new("[tbs_m]", "15", "mL", false), new("[tsp_m]", "5", "mL", false),
        new("[Ch]", "1", "mm/3", false), new("[car_m]", "0.2", "g", false), new("[kn_i]", "1", "[nmi_i]/h", false), new("[Btu]", "1.05505585262", "kJ", false),
        new("[diop]", "1", "m-1", false), new("[HPF]", "1", "1", false), new("[LPF]", "100", "1", false), new("bit", "1", "1", true), new("By", "8", "bit", true),
        new("Bd", "1", "s-1", true),

        // Arbitrary units, each its own kind; [IU] and [iU] are one.
        new("[iU]", "1", null, true), new("[IU]", "1", "[iU]", true), new("[arb'U]", "1", null, false), new("[USP'U]", "1", null, false),
        new("[CFU]", "1", null, false), new("[PFU]", "1", null, false), new("[FFU]", "1", null, false), new("[EID_50]", "1", null, false),
        new("[GPL'U]", "1", null, false), new("[MPL'U]", "1", null, false), new("[APL'U]", "1", null, false), new("[Amb'a'1'U]", "1", null, false),
        new("[D'ag'U]", "1", null, false), new("[Lf]", "1", null, false), new("[BAU]", "1", null, false), new("[AU]", "1", null, false),
        new("[TCID_50]", "1", null, false), new("[CCID_50]", "1", null, false), new("[FEU]", "1", null, false), new("[ELU]", "1", null, false),
        new("[beth'U]", "1", null, false), new("[anti'Xa'U]", "1", null, false), new("[knk'U]", "1", null, false), new("[todd'U]", "1", null, false),
        new("[dye'U]", "1", null, false), new("[smgy'U]", "1", null, false), new("[bdsk'U]", "1", null, false), new("[ka'U]", "1", null, false),
        new("[mclg'U]", "1", null, false), new("[tb'U]", "1", null, false), new("[hp'_C]", "1", null, false), new("[hp'_X]", "1", null, false),
    }.ToFrozenDictionary(atom => atom.Code, StringComparer.Ordinal);

    /// <summary>Power of ten by prefix.</summary>
    internal static readonly FrozenDictionary<string, int> Prefixes = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["Y"] = 24,
        ["Z"] = 21,
        ["E"] = 18,
        ["P"] = 15,
        ["T"] = 12,
        ["G"] = 9,
        ["M"] = 6,
        ["k"] = 3,
        ["h"] = 2,
        ["da"] = 1,
        ["d"] = -1,
        ["c"] = -2,
        ["m"] = -3,
        ["u"] = -6,
        ["n"] = -9,
        ["p"] = -12,
        ["f"] = -15,
        ["a"] = -18,
        ["z"] = -21,
        ["y"] = -24,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
